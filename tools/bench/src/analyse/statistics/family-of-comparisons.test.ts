import { describe, expect, test } from 'vitest';
import { seeded } from '../fixture/seeded.ts';
import { correctionOf, differingFrom, type LogsByRound } from './family-of-comparisons.ts';
import { signedRankP } from './signed-rank.ts';

interface Conditions {
  rounds?: number;
  sigma?: number;
  /** Share of the rounds of a server in which a neighbour makes it cost half as much again. */
  wild?: number;
}

const { normal, random } = seeded(1);

/** Servers that cost so many times as much, under noise of `sigma` and a drift that all share. */
function servers(
  factors: number[],
  { rounds = 6, sigma = 0.1, wild = 0 }: Conditions = {},
): [LogsByRound, ...LogsByRound[]] {
  const logs = factors.map(() => new Map<number, number>());
  for (let round = 0; round < rounds; round += 1) {
    const drift = 0.2 * normal();
    for (const [place, factor] of factors.entries()) {
      logs[place]!.set(round, Math.log(factor) + drift + sigma * normal() + (random() < wild ? 0.4 : 0));
    }
  }
  const [reference, ...subjects] = logs;
  return [reference!, ...subjects];
}

/** Runs of servers with these factors, the reference's first: the share in which some, and all, of those named are said to differ. */
function saidToDiffer(runs: number, factors: number[], named: number[], conditions: Conditions = {}) {
  let [some, all] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const [reference, ...subjects] = servers(factors, conditions);
    const differ = differingFrom(reference, subjects);
    if (named.some((place) => differ[place - 1])) some += 1;
    if (named.every((place) => differ[place - 1])) all += 1;
  }
  return { some: some / runs, all: all / runs };
}

describe('five servers in six rounds', () => {
  test.each([
    ['that are equal', [1, 1, 1, 1, 1], [1, 2, 3, 4], 0],
    ['that are equal, some rounds wild', [1, 1, 1, 1, 1], [1, 2, 3, 4], 0.05],
  ])('%s are wrongly said to differ in at most 5 %% of runs', (_, factors, named, wild) => {
    expect(saidToDiffer(400, factors, named, { wild }).some).toBeLessThanOrEqual(0.05);
  });

  test.each([
    ['the reference', [1, 1, 1, 1.8, 2.2], 0.05],
    ['a reference in the middle', [1, 1, 1, 0.5, 2], 0],
  ])('of which two equal %s have these wrongly said to differ as seldom', (_, factors, wild) => {
    const runs = 100;
    // Three standard errors of a share of 0.05.
    expect(saidToDiffer(runs, factors, [1, 2], { wild }).some).toBeLessThan(
      0.05 + 3 * Math.sqrt(0.0475 / runs),
    );
  });

  test.each([
    [[1, 1.8, 1, 1, 1], [1]],
    [
      [1, 1.8, 1.9, 3.5, 4.2],
      [1, 2, 3, 4],
    ],
    [
      [1, 1 / 1.8, 1, 1.8, 1],
      [1, 3],
    ],
  ])('that cost %j times as much are told apart', (factors, named) => {
    expect(saidToDiffer(60, factors, named, { wild: 0.03 }).all).toBeGreaterThan(0.9);
  });
});

test('one server alone is tested by the signed ranks of its interval', () => {
  for (let run = 0; run < 30; run += 1) {
    const [reference, subject] = servers([1, 1.2]);
    const p = signedRankP([...subject!].map(([round, log]) => log - reference.get(round)!));
    expect(differingFrom(reference, [subject!])).toEqual([p <= 0.05]);
  }
});

test('who differs among several differs alone', () => {
  for (let run = 0; run < 30; run += 1) {
    const [reference, ...subjects] = servers([1, 1.1, 1.3, 0.9]);
    for (const [place, differs] of differingFrom(reference, subjects).entries()) {
      if (differs) expect(differingFrom(reference, [subjects[place]!])).toEqual([true]);
    }
  }
});

test('more than eight are corrected as Holm does, for which six rounds are too few and eleven are not', () => {
  const factors = [1, ...new Array(9).fill(4)];
  expect([1, 2, 8, 9].map(correctionOf)).toEqual(['none', 'closed testing', 'closed testing', 'Holm']);
  const differ = (rounds: number) => {
    const [reference, ...subjects] = servers(factors, { rounds });
    return differingFrom(reference, subjects);
  };
  expect(differ(6)).toEqual(new Array(9).fill(false));
  expect(differ(11)).toEqual(new Array(9).fill(true));
});

test('a round that one of a group lacks is left out for that group alone', () => {
  const [reference, one, other] = servers([1, 1.8, 1.8], { rounds: 8 });
  const short = new Map([...other!].filter(([round]) => round > 1));
  expect(differingFrom(reference, [one!, short])).toEqual([true, true]);
});

test('no server differs where none has a round', () => {
  expect(differingFrom(new Map(), [new Map(), new Map()])).toEqual([false, false]);
  expect(differingFrom(new Map(), [])).toEqual([]);
});
