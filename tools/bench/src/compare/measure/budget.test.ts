import { expect, test } from 'vitest';
import { parseOptions } from '../../plan/parse-options.ts';
import { plan } from '../../plan/plan.ts';
import type { Result } from '../../schema/result.ts';
import { withinBudget } from './budget.ts';

const options = (rounds: number) => parseOptions('a', { command: ['a'], rounds, scenarios: ['closed'] });
const planOf = (pairs: string[], rounds = 100) =>
  plan(
    pairs.flatMap((pair) =>
      ['base', 'head'].map((side) => ({
        server: `${pair}@${side}`,
        label: pair,
        options: options(rounds),
        pair,
      })),
    ),
    { runId: 'r', seed: 1, startedAt: '' },
  );
const result = (server: string, { rounds = 0, failed = false } = {}) =>
  ({
    server,
    errors: failed ? [{ code: 'SERVER_DIED' }] : [],
    rounds: new Array(rounds).fill({}),
  }) as unknown as Result;

interface Run {
  pairs: string[];
  budgetMs: number;
  /** What a round of a server takes. */
  roundMs: (server: string) => number;
  precise?: (pair: string, measured: number) => boolean;
  failing?: string;
}

/** What would be measured, by a clock of our own. */
function run({ pairs, budgetMs, roundMs, precise = () => false, failing }: Run) {
  let now = 5000;
  const measured = new Map<string, number>();
  const stopping = withinBudget({
    budgetMs,
    now: () => now,
    isPrecise: (pair) => precise(pair, measured.get(`${pair}@head`) ?? 0),
  });
  const results = () =>
    pairs.flatMap((pair) =>
      ['base', 'head'].map((side) => {
        const name = `${pair}@${side}`;
        const rounds = measured.get(name) ?? 0;
        return result(name, { rounds, failed: name === failing && rounds > 0 });
      }),
    );
  for (const round of planOf(pairs).rounds) {
    const { server } = round.server;
    const enough = stopping.isEnough(round, results());
    if (enough || (server === failing && measured.has(server))) continue;
    now += roundMs(server);
    measured.set(server, (measured.get(server) ?? 0) + 1);
  }
  return { measured, spentMs: stopping.spentMs(), tookMs: now - 5000, stopping };
}

test('the two sides of a pair are measured side by side, and as often', () => {
  const { rounds } = planOf(['a', 'b', 'c'], 20);
  for (let at = 0; at < rounds.length; at += 2) {
    expect(rounds[at]!.server.pair).toBe(rounds[at + 1]!.server.pair);
    expect(rounds[at]!.round).toBe(rounds[at + 1]!.round);
  }
  const first = rounds.filter((_, at) => at % 2 === 0).map(({ server }) => server.server.split('@')[1]);
  expect(new Set(first).size).toBe(2);
});

test.each([
  [['a'], 300_000, 14_000],
  [['a', 'b', 'c'], 300_000, 4000],
  [['a', 'b'], 60_000, 2500],
])('%j: a budget of %d ms is kept within a tenth by rounds of %d ms', (pairs, budgetMs, roundMs) => {
  const { measured, spentMs, tookMs } = run({ pairs, budgetMs, roundMs: () => roundMs });
  expect(spentMs).toBe(tookMs);
  expect(Math.abs(spentMs - budgetMs)).toBeLessThanOrEqual(budgetMs / 10);
  for (const pair of pairs) expect(measured.get(`${pair}@base`)).toBe(measured.get(`${pair}@head`));
});

test('what is precise is not measured on, and the others have the time', () => {
  const { measured, stopping } = run({
    pairs: ['a', 'b'],
    budgetMs: 100_000,
    roundMs: () => 2000,
    precise: (pair, rounds) => pair === 'a' && rounds >= 6,
  });
  expect(measured.get('a@head')).toBe(6);
  expect(measured.get('b@head')).toBeGreaterThan(15);
  const chosen = (pair: string) =>
    stopping.chosenBy({ server: `${pair}@head`, label: pair, options: options(1), pair }, []);
  expect([chosen('a'), chosen('b')]).toEqual(['precision', 'budget']);
});

test('where one side fails the other has one round and no more', () => {
  const { measured } = run({ pairs: ['a'], budgetMs: 100_000, roundMs: () => 2000, failing: 'a@base' });
  expect(measured.get('a@base')).toBe(1);
  expect(measured.get('a@head')).toBe(1);
});
