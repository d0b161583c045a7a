import type { Change } from './change.ts';

/** What a gate says. */
export type GateOutcome =
  | { state: 'passed' }
  /** `broken` is what no second measurement has to confirm; `worse` is worse in both. */
  | { state: 'failed'; broken: Change[]; worse: Change[] }
  /** Nothing is worse, but of these it could not be told. */
  | { state: 'inconclusive'; changes: Change[] }
  /** A gate that looked at nothing has not passed. */
  | { state: 'nothing compared' };

/**
 * Fails on a server that is broken at once, and on one that was worse in the first measurement and again in the confirming one, which
 * is asked for the servers in question alone, and only if there are any.
 */
export async function gate(
  first: readonly Change[],
  remeasure: (servers: string[]) => Promise<Change[]>,
): Promise<GateOutcome> {
  const broken = first.filter(isBroken);
  const suspects = first.filter(isWorse);
  // Worse figures of the others would not change the outcome: measuring them again is for the run after the repair.
  if (broken.length > 0) return { state: 'failed', broken, worse: [] };
  if (!first.some((change) => change.state === 'compared')) return { state: 'nothing compared' };
  const again =
    suspects.length === 0 ? [] : await remeasure([...new Set(suspects.map(({ server }) => server))]);
  const brokenAgain = again.filter(isBroken);
  const worse = suspects.flatMap((suspect) => {
    const confirming = again.find((change) => samePlace(suspect, change));
    // A server that can't be measured again has not been shown to be as good as before.
    if (confirming?.state !== 'compared') return [suspect];
    return isWorse(confirming) ? [confirming] : [];
  });
  if (worse.length > 0 || brokenAgain.length > 0) return { state: 'failed', broken: brokenAgain, worse };
  const unclear = first.filter((change) => change.state === 'inconclusive');
  return unclear.length > 0 ? { state: 'inconclusive', changes: unclear } : { state: 'passed' };
}

function isBroken(change: Change): boolean {
  return change.state === 'broken';
}

function isWorse(change: Change): boolean {
  return change.state === 'compared' && change.verdict === 'worse';
}

function samePlace(one: Change, other: Change): boolean {
  return (
    one.server === other.server &&
    one.cpus === other.cpus &&
    one.scenario === other.scenario &&
    one.figure === other.figure
  );
}
