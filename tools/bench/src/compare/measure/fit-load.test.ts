import { expect, test } from 'vitest';
import { fitLoad } from './fit-load.ts';

const load = { command: ['a'], scenarios: ['closed', 'open'], duration: '5s', warmup: '2s', rest: '1ms' };
const servers = (...names: string[]) => new Map(names.map((name) => [name, load]));

test('a load that leaves room for enough rounds stays as it is', () => {
  expect(fitLoad(servers('a'), { budgetMs: 3_600_000, fewest: 8 }).lengths).toEqual({});
});

test('a longer one is cut down, no further than it must be', () => {
  expect(fitLoad(servers('a'), { budgetMs: 320_000, fewest: 8 }).lengths).toEqual({ duration: '3s' });
  const short = fitLoad(servers('a', 'b'), { budgetMs: 230_000, fewest: 8 });
  expect(short.lengths).toEqual({ duration: '1s', warmup: '1s' });
  expect(short.rounds).toBeGreaterThanOrEqual(8);
});

test('no time for the fewest rounds is an error that names how much there should be, and that much does', () => {
  let fix = '';
  try {
    fitLoad(servers('a', 'b'), { budgetMs: 20_000, fewest: 9 });
  } catch (error) {
    expect(error).toMatchObject({ code: 'BUDGET_TOO_SHORT' });
    ({ fix } = error as { fix: string });
  }
  const seconds = Number(/--budget=(\d+)s/.exec(fix)?.[1]);
  expect(fitLoad(servers('a', 'b'), { budgetMs: seconds * 1000, fewest: 9 }).rounds).toBeGreaterThanOrEqual(
    9,
  );
});
