import { holm } from './holm.ts';
import { apartP } from './permuted-rounds.ts';
import { signedRankP } from './signed-rank.ts';

const SIGNIFICANCE = 0.05;
/** With more, 2^n groups take too long. */
const MOST_BY_GROUPS = 8;

/** The logarithm of a figure by round. */
export type LogsByRound = ReadonlyMap<number, number>;

/** What keeps the errors of several comparisons to 5 % together. */
export type Correction = 'none' | 'closed testing' | 'Holm';

/** How so many comparisons with one reference are corrected. */
export function correctionOf(comparisons: number): Correction {
  if (comparisons <= 1) return 'none';
  return comparisons <= MOST_BY_GROUPS ? 'closed testing' : 'Holm';
}

/**
 * Which of several servers differ from one reference, in their order: in at most 5 % of runs is any of them said to that does not,
 * whichever others do.
 *
 * By closed testing (Marcus, Peritz and Gabriel, On Closed Testing Procedures, Biometrika 63, 1976): a server differs only if each
 * group of servers that holds it and the reference lies apart, from the two alone to all. The two alone are
 * tested by signed ranks, which is the test of their interval; a greater group by permutation within rounds. Holm's correction of the
 * signed ranks could never tell five servers apart by six rounds: its first step asks for p ≤ 0.0125, and six signs
 * reach 2/64 = 0.031. It is for more than eight comparisons. In a group those rounds count that all of its servers have.
 */
export function differingFrom(reference: LogsByRound, subjects: readonly LogsByRound[]): boolean[] {
  const alone = subjects.map((subject) =>
    signedRankP(roundsOf([reference, subject]).map(([one, other]) => other! - one!)),
  );
  if (correctionOf(subjects.length) === 'Holm') return holm(alone).map((p) => p <= SIGNIFICANCE);
  const differs = alone.map((p) => p <= SIGNIFICANCE);
  for (const group of groupsOf(subjects.length)) {
    if (!group.some((place) => differs[place])) continue;
    const rounds = roundsOf([reference, ...group.map((place) => subjects[place]!)]);
    if (apartP(rounds, SIGNIFICANCE) > SIGNIFICANCE) for (const place of group) differs[place] = false;
  }
  return differs;
}

/** Of the places 0 to `count` − 1, all groups of two or more. */
function groupsOf(count: number): number[][] {
  const places = Array.from({ length: count }, (_, place) => place);
  return Array.from({ length: 2 ** count }, (_, bits) =>
    places.filter((place) => (bits >> place) & 1),
  ).filter((group) => group.length > 1);
}

/** The rounds that all servers have, as their values in the servers' order. */
function roundsOf(servers: readonly LogsByRound[]): number[][] {
  const [first, ...others] = servers;
  return [...first!]
    .filter(([round]) => others.every((other) => other.has(round)))
    .map(([round]) => servers.map((server) => server.get(round)!));
}
