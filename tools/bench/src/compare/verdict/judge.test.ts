import { describe, expect, it, test } from 'vitest';
import { seeded } from '../../analyse/fixture/seeded.ts';
import { confidenceFor, fewestRounds, isPrecise, judge, verdictOf } from './judge.ts';

describe('verdictOf, with 5 % that matter', () => {
  it.each([
    [1.02, 1.08, 'slower'],
    [0.92, 0.98, 'faster'],
    [0.97, 1.04, 'no difference'],
    [1.01, 1.04, 'no difference'],
    [0.98, 1.09, 'cannot tell'],
    [0.9, 1.2, 'cannot tell'],
    [1.3, 1.5, 'slower'],
  ] as const)('%d to %d is %s', (low, high, verdict) => {
    expect(verdictOf({ low, high }, 0.05, 'lower')).toBe(verdict);
  });

  it('turns round for a figure that is better when it is higher', () => {
    expect(verdictOf({ low: 0.9, high: 0.94 }, 0.05, 'higher')).toBe('slower');
    expect(verdictOf({ low: 1.06, high: 1.2 }, 0.05, 'higher')).toBe('faster');
    expect(verdictOf({ low: 0.97, high: 1.04 }, 0.05, 'higher')).toBe('no difference');
  });
});

test('so few rounds as the correction takes, and no fewer: all signs alike are 2 of 2^n', () => {
  expect([1, 4, 20].map(fewestRounds)).toEqual([6, 8, 10]);
  for (const tests of [1, 3, 4, 7, 20]) {
    const rounds = fewestRounds(tests);
    expect(2 / 2 ** rounds).toBeLessThanOrEqual(1 - confidenceFor(tests) + 1e-12);
    expect(2 / 2 ** (rounds - 1)).toBeGreaterThan(1 - confidenceFor(tests));
  }
});

const byRound = (values: readonly number[]) => new Map(values.entries());
const judged = (base: number[], head: number[], tests = 1) =>
  judge({ base: byRound(base), head: byRound(head) }, { threshold: 0.05, better: 'lower', tests })!;

test('drift that both sides share is in no ratio', () => {
  const drift = Array.from({ length: 10 }, (_, round) => 20 * 1.1 ** round);
  const { ratio, low, high, verdict, rounds } = judged(
    drift,
    drift.map((value) => 1.08 * value),
  );
  expect([ratio, low, high].every((value) => Math.abs(value - 1.08) < 1e-9)).toBe(true);
  expect([verdict, rounds]).toEqual(['slower', 10]);
});

test('rounds too few for the confidence tell nothing, however far apart they lie', () => {
  expect(judged([10, 10, 10, 10, 10], [20, 20, 20, 20, 20]).verdict).toBe('cannot tell');
  expect(judged([10, 10, 10, 10, 10], [20, 20, 20, 20, 20]).seenFrom).toBeUndefined();
});

test('a round that one side has not is left out, and none at all is no figure', () => {
  const base = new Map([
    [0, 10],
    [2, 10],
  ]);
  const head = new Map([
    [0, 11],
    [1, 99],
    [2, 11],
  ]);
  const how = { threshold: 0.05, better: 'lower', tests: 1 } as const;
  expect(judge({ base, head }, how)?.rounds).toBe(2);
  expect(judge({ base: new Map([[0, 1]]), head: new Map([[1, 1]]) }, how)).toBeUndefined();
});

/** Measures until it is precise, as a comparison does, four figures of one server at once. */
function trial(normal: () => number, effect: number, sigma: number): ('slower' | 'faster' | string)[] {
  const tests = 4;
  const base: number[][] = Array.from({ length: tests }, () => []);
  const head: number[][] = Array.from({ length: tests }, () => []);
  for (let round = 0; round < 40; round += 1) {
    for (let figure = 0; figure < tests; figure += 1) {
      base[figure]!.push(100 * Math.exp(sigma * normal()));
      head[figure]!.push(100 * effect * Math.exp(sigma * normal()));
    }
    const logs = head[0]!.map((value, at) => Math.log(value / base[0]![at]!));
    if (isPrecise(logs, 0.025, tests)) break;
  }
  return base.map((values, figure) => judged(values, head[figure]!, tests).verdict);
}

test('by simulation: the same code is said to differ in any of four figures in 5 of 100 comparisons at most', () => {
  const { normal } = seeded(7);
  const wrong = Array.from({ length: 400 }, () => trial(normal, 1, 0.03)).filter((verdicts) =>
    verdicts.some((verdict) => verdict === 'slower' || verdict === 'faster'),
  );
  expect(wrong.length / 400).toBeLessThanOrEqual(0.05);
});

test('by simulation: 5 % more are found in 95 of 100', () => {
  const { normal } = seeded(11);
  const found = Array.from({ length: 200 }, () => trial(normal, 1.05, 0.03)[0]).filter(
    (verdict) => verdict === 'slower',
  );
  expect(found.length / 200).toBeGreaterThanOrEqual(0.95);
});
