import { BenchError } from '../../bench/src/errors/bench-error.ts';

/** What the validation consists of. The first three are read from the same measurements. */
export const validationParts = [
  'aa',
  'slow-down',
  'gate',
  'executor',
  'agreement',
  'findings',
  'account',
  'compare',
  'compare-disturbed',
  'bisect',
] as const;

export type ValidationPart = (typeof validationParts)[number];

/** Each an hour or two of measuring: only where it is asked for. */
const longParts: ReadonlySet<ValidationPart> = new Set(['compare', 'compare-disturbed', 'bisect']);

/** The parts asked for, or all but the long ones. @throws INVALID_OPTION */
export function partsOf(only: readonly string[] | undefined): ReadonlySet<ValidationPart> {
  if (only === undefined || only.length === 0)
    return new Set(validationParts.filter((part) => !longParts.has(part)));
  const known = only.filter((name): name is ValidationPart => validationParts.some((part) => part === name));
  if (known.length === only.length) return new Set(known);
  throw new BenchError(
    'INVALID_OPTION',
    `option "only": expected some of ${validationParts.join(', ')}, found ${only.join(', ')}`,
    'Name parts of this list, separated by commas.',
  );
}
