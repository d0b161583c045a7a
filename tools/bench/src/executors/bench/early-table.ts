import { type Aggregation, aggregate } from '../../analyse/aggregate.ts';
import { renderTerminal, type TerminalOptions } from '../../report/terminal.ts';
import type { Result } from '../../schema/result.ts';

/** One round says nothing of how much a figure varies. */
const FEWEST_ROUNDS = 2;

/**
 * A table of the rounds so far, once, while most of a run of several servers is still to come: who waits need not wait for all of it.
 * @returns what is called after each round, and gives the table when it is time for it
 */
export function earlyTable({ reference, ...terminal }: TerminalOptions & Aggregation) {
  let isOver = false;
  return (results: readonly Result[], roundsLeft: number): string | undefined => {
    const measured = results.filter(({ errors }) => errors.length === 0);
    const counts = measured.map(roundsOf);
    const done = counts.reduce((sum, count) => sum + count, 0);
    const isEnough = measured.length > 1 && Math.min(...counts) >= FEWEST_ROUNDS;
    if (isOver || !isEnough) return undefined;
    isOver = true;
    if (roundsLeft < done) return undefined;
    const table = renderTerminal(aggregate(results, { reference }), terminal);
    return `\nSo far, of ${FEWEST_ROUNDS} rounds of each; more rounds narrow the intervals:\n\n${table}`;
  };
}

const roundsOf = ({ rounds }: Result) =>
  new Set(rounds.flatMap(({ status, round }) => (status === 'measured' ? [round] : []))).size;
