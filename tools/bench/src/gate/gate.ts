import type { Change } from './change.ts';

/** What a gate says; `rerun` is the second measurement of what looked worse in the first. */
export type GateOutcome =
  | { state: 'passed' }
  | { state: 'failed'; worse: Change[] }
  /** Nothing was compared: a gate that looked at nothing has not passed. */
  | { state: 'nothing compared' };

/**
 * Fails only on what was worse in the first measurement and again in the confirming one, which is asked for the servers in
 * question alone, and only if there are any.
 */
export async function gate(
  first: readonly Change[],
  remeasure: (servers: string[]) => Promise<Change[]>,
): Promise<GateOutcome> {
  if (!first.some((change) => change.state === 'compared')) return { state: 'nothing compared' };
  const suspects = first.filter(isWorse);
  if (suspects.length === 0) return { state: 'passed' };
  const again = await remeasure([...new Set(suspects.map((change) => change.server))]);
  const confirmed = again
    .filter(isWorse)
    .filter((change) => suspects.some((suspect) => samePlace(suspect, change)));
  // A server that can't be measured again has not been shown to be as good as before.
  const unconfirmed = suspects.filter(
    (suspect) => !again.some((change) => samePlace(suspect, change) && change.state === 'compared'),
  );
  const worse = [...confirmed, ...unconfirmed];
  return worse.length > 0 ? { state: 'failed', worse } : { state: 'passed' };
}

function isWorse(change: Change): boolean {
  return change.state === 'compared' && change.verdict === 'worse';
}

function samePlace(one: Change, other: Change): boolean {
  return one.server === other.server && one.scenario === other.scenario && one.figure === other.figure;
}
