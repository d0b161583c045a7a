import { expect, test } from 'vitest';
import { measuredRound } from '../analyse/fixture/measured-round.ts';
import { measuredResult } from '../analyse/fixture/result.ts';
import { parseOptions } from '../plan/parse-options.ts';
import { plan } from '../plan/plan.ts';
import type { Result } from '../schema/result.ts';
import { timeLeft } from './time-left.ts';

const given = { command: ['server'], scenarios: ['closed'], rounds: 2, warmup: '0s', rest: '1s', cpus: 0.1 };
const planOf = (options: object) =>
  plan([{ server: 'go', label: 'Go', options: parseOptions('go', { ...given, ...options }) }], {
    runId: 'run-1',
    seed: 1,
    startedAt: '2026-01-01T00:00:00.000Z',
  });

/** Of an earlier run, whose launches took this long to warm up, ms. */
function earlier(warmUpMs: readonly number[], options: object): Result {
  const result = measuredResult({
    coldStartMs: [4000, 4000],
    scenarios: ['closed'],
    rounds: warmUpMs.map((ms, round) => ({
      ...measuredRound(round),
      scenario: 'closed',
      warmUp: {
        state: 'level' as const,
        durationMs: ms,
        fullSpeedMs: ms,
        cpuMicrosPerRequest: { first: 2, level: 1 },
      },
    })),
  });
  const all = parseOptions('go', { ...given, ...options });
  return { ...result, provenance: { ...result.provenance, options: all } };
}

test('loads of a known length are counted', () => {
  expect(timeLeft(planOf({ duration: '5s' })).from(0)).toBe('about 0:12 left');
});

test('in a cluster a load waits for its pods', () => {
  const inCluster = planOf({ duration: '5s', launcher: 'kubernetes', image: 'server' });
  expect(inCluster.rounds.length).toBe(2);
  expect(timeLeft(inCluster).from(0)).toBe('about 0:27 left');
  const fromHere = planOf({ duration: '5s', launcher: 'kubernetes', image: 'server', generator: 'local' });
  expect(timeLeft(fromHere).from(0)).toBe('about 0:12 left');
});

test('how long a server warms up is not known before its first round, and is not promised', () => {
  const left = timeLeft(planOf({ maxWarmup: '60s' }));
  expect(left.from(0)).toMatch(
    /^about 0:\d\d left, and up to 1:00 more for each launch of a server that warms up/,
  );
});

test('what a round took is what the next will take, without the rest of the first', () => {
  const run = planOf({ maxWarmup: '60s' });
  const left = timeLeft(run);
  left.roundTook(run.rounds[0]!, 46_000);
  expect(left.from(1)).toBe('about 0:45 left');
  expect(left.from(1, 15_000)).toBe('about 0:30 left');
});

test('an earlier run under the same limit tells how long each launch warms up; one under another does not', () => {
  const options = { maxWarmup: '60s' };
  const known = timeLeft(planOf(options), [earlier([30_000, 20_000], options)]);
  // 4 s to start, 30 and 20 s of warm-up, 5 s of load, k6's own starts, and 1 s of rest.
  expect(known.from(0)).toBe('about 1:11 left');
  expect(timeLeft(planOf(options), [earlier([30_000], { ...options, cpus: 1 })]).from(0)).toMatch(
    /and up to/,
  );
});
