import { launchers, serverBlockSchema } from '../schema/options.ts';

/** Keys that no other tool's `bench` is likely to have, with the kind of value that we take. */
export const telling: Record<string, (value: unknown) => boolean> = {
  suite: (value) => value === true,
  command: (value) => Array.isArray(value),
  image: (value) => typeof value === 'string',
  wasmImage: (value) => typeof value === 'string',
  readyPath: (value) => typeof value === 'string',
  ready: (value) => typeof value === 'object' && value !== null,
  endpoint: (value) => typeof value === 'string',
  contractCheck: (value) => Array.isArray(value),
  launcher: (value) => launchers.some((name) => name === value),
};

/**
 * Whether the `bench` key of a manifest is a block of this plugin's. Other tools have a key of that name too: theirs is left
 * alone. A block is ours if one key tells it, or if every key is an option of ours, so that a wrong value is still named.
 */
export function isOurs(bench: unknown): bench is Record<string, unknown> {
  if (typeof bench !== 'object' || bench === null || Array.isArray(bench)) return false;
  const entries = Object.entries(bench);
  // A key may be called as what every object inherits: `constructor`, `__proto__`.
  if (entries.some(([key, value]) => Object.hasOwn(telling, key) && telling[key]!(value))) return true;
  return entries.length > 0 && entries.every(([key]) => Object.hasOwn(serverBlockSchema.shape, key));
}
