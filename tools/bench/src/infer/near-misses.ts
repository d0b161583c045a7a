import { serverBlockSchema, suiteBlockSchema } from '../schema/options.ts';
import { telling } from './is-ours.ts';

/** A key of a `bench` block that no option has, and the option that it is likely meant to be. */
export interface NearMiss {
  readonly found: string;
  readonly meant: string;
}

const known = [...Object.keys(serverBlockSchema.shape), ...Object.keys(suiteBlockSchema.shape)];

/**
 * What is likely misspelt in a block that is not ours by any key of it: empty where it is more likely another tool's. So it is if
 * neither a key with a value that we take is nearly one that tells ours, nor every key nearly an option of ours.
 */
export function nearMisses(bench: unknown): NearMiss[] {
  if (typeof bench !== 'object' || bench === null || Array.isArray(bench)) return [];
  const entries = Object.entries(bench);
  const misses = misspeltKeys(bench);
  const tells = misses.some(({ found, meant }) => telling[meant]?.(Object(bench)[found]));
  const areAllNear = entries.every(
    ([key]) => known.includes(key) || misses.some(({ found }) => found === key),
  );
  return tells || areAllNear ? misses : [];
}

/** Keys that no option has, and that are nearly one. */
export function misspeltKeys(block: object): NearMiss[] {
  return Object.keys(block).flatMap((found) => {
    const meant = known.find((name) => isNear(found, name));
    return meant === undefined || known.includes(found) ? [] : [{ found, meant }];
  });
}

/** Such as `"comand" for "command"`. */
export function spellings(misses: readonly NearMiss[]): string {
  return misses.map(({ found, meant }) => `"${found}" for "${meant}"`).join(', ');
}

/** One letter of every three may be wrong, missing or too many; case and dashes are none. */
function isNear(found: string, name: string): boolean {
  const [one, other] = [found, name].map((text) => text.toLowerCase().replace(/[-_]/g, ''));
  return distance(one!, other!) <= Math.floor(name.length / 3 - 0.3);
}

/** Levenshtein's, with two letters that have changed places as one change. */
function distance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const changed = rows[row - 1]![column - 1]! + (isSame ? 0 : 1);
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const swapped = isSwapped && row > 1 && column > 1 ? rows[row - 2]![column - 2]! + 1 : changed;
      line.push(Math.min(changed, swapped, rows[row - 1]![column]! + 1, line[column - 1]! + 1));
    }
    rows.push(line);
  }
  return rows.at(-1)!.at(-1)!;
}
