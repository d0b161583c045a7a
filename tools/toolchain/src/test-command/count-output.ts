import { stripVTControlCharacters } from 'node:util';
import { tallyCargo } from './parse/cargo.ts';
import { tallyGo } from './parse/go.ts';
import { tallyOwn } from './parse/own.ts';
import { splitVitest, tallyVitest } from './parse/vitest.ts';
import { sum, type Tally } from './tally.ts';

/** Adds up what every test runner in a task's output reported; `undefined` when there was none. */
export function countOutput(output: string): Tally | undefined {
  const lines = stripVTControlCharacters(output).split(/\r*\n/);
  const { runs, others } = splitVitest(lines);
  const tallies = [...runs.map(tallyVitest), tallyCargo(others), tallyGo(others), tallyOwn(others)].filter(
    (tally) => tally !== undefined,
  );
  return tallies.length === 0 ? undefined : sum(tallies);
}
