import { declarationSchema } from '../../schema/options.ts';
import type { Note } from '../../schema/revision-comparison.ts';

export const sides = ['base', 'head'] as const;
export type SideName = (typeof sides)[number];

type Options = Record<string, unknown>;

/** A server on one side, as the run knows it. */
export const nameOn = (server: string, side: SideName): string => `${server}@${side}`;

const isDeclared = (name: string) => name in declarationSchema.shape && name !== 'headers';

const pick = (options: Options, wanted: (name: string) => boolean): Options =>
  Object.fromEntries(Object.entries(options).filter(([name]) => wanted(name)));

/**
 * What a server is by its own revision, under the load of head: another load would be another question. The answers of head alone
 * are checked, since base may keep an older contract.
 */
export function optionsOf(
  side: SideName,
  declared: Readonly<Record<SideName, Options>>,
  load: Options,
): Options {
  const { contractCheck, ...loadOfHead } = pick({ ...declared.head, ...load }, (name) => !isDeclared(name));
  const own = pick(declared[side], isDeclared);
  return {
    ...loadOfHead,
    ...own,
    ...(own.label !== undefined && { label: `${own.label}, ${side}` }),
    ...(side === 'head' && contractCheck !== undefined && { contractCheck }),
  };
}

/** Says which options of the load base would have had otherwise. */
export function otherLoad(server: string, declared: Readonly<Record<SideName, Options>>): Note[] {
  const names = [...new Set([...Object.keys(declared.base), ...Object.keys(declared.head)])];
  const differing = names
    .filter((name) => !isDeclared(name))
    .filter((name) => JSON.stringify(declared.base[name]) !== JSON.stringify(declared.head[name]));
  if (differing.length === 0) return [];
  const shown = differing.map(
    (name) =>
      `${name} (${shownValue(declared.base[name])} in base, ${shownValue(declared.head[name])} in head)`,
  );
  return [
    {
      code: 'OTHER_LOAD',
      message: `${server}: the revisions declare different loads: ${shown.join(', ')}; both are measured under that of head`,
      fix: 'Give the option on the command line to have another load for both.',
    },
  ];
}

const shownValue = (value: unknown) => (value === undefined ? 'default' : JSON.stringify(value));
