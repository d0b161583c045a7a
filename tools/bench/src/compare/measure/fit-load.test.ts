import { expect, test } from 'vitest';
import { fitLoad } from './fit-load.ts';

const load = { command: ['a'], scenarios: ['closed', 'open'], duration: '5s', warmup: '2s', rest: '1ms' };
const isTogether = () => false;
const servers = (...names: string[]) => new Map(names.map((name) => [name, load]));

test('a load that leaves room for enough rounds stays as it is', () => {
  expect(fitLoad(servers('a'), { budgetMs: 3_600_000, fewest: 8, isTogether }).lengths).toEqual({});
});

test('a longer one is cut down, no further than it must be', () => {
  expect(fitLoad(servers('a'), { budgetMs: 320_000, fewest: 8, isTogether }).lengths).toEqual({
    duration: '3s',
  });
  const short = fitLoad(servers('a', 'b'), { budgetMs: 230_000, fewest: 8, isTogether });
  expect(short.lengths).toEqual({ duration: '1s', warmup: '1s' });
  expect(short.rounds).toBeGreaterThanOrEqual(8);
});

test('both sides at the same time take half of it', () => {
  const [apart, together] = [() => false, () => true].map((both) =>
    fitLoad(servers('a'), { budgetMs: 3_600_000, fewest: 8, isTogether: both }),
  );
  expect(together!.rounds).toBeGreaterThanOrEqual(2 * apart!.rounds);
});

test('no time for the fewest rounds is an error that names how much there should be, and that much does', () => {
  let fix = '';
  try {
    fitLoad(servers('a', 'b'), { budgetMs: 20_000, fewest: 9, isTogether });
  } catch (error) {
    expect(error).toMatchObject({ code: 'BUDGET_TOO_SHORT' });
    ({ fix } = error as { fix: string });
  }
  const seconds = Number(/--budget=(\d+)s/.exec(fix)?.[1]);
  expect(
    fitLoad(servers('a', 'b'), { budgetMs: seconds * 1000, fewest: 9, isTogether }).rounds,
  ).toBeGreaterThanOrEqual(9);
});

test('the warm-up of a load within a limit is left long enough to find the level, and what leads in is cut down', () => {
  const limited = { ...load, duration: '2s', warmup: '0s', maxWarmup: '60s', leadIn: '5s', cpus: 0.1 };
  const { lengths } = fitLoad(new Map([['a', limited]]), { budgetMs: 240_000, fewest: 8, isTogether });
  expect(lengths).toEqual({ duration: '1s', leadIn: '1s', maxWarmup: '10s' });
});
