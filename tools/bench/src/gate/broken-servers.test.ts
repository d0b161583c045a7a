import { describe, expect, test } from 'vitest';
import { measuredRound } from '../analyse/fixture/measured-round.ts';
import { measuredResult } from '../analyse/fixture/result.ts';
import { baselineSchema } from '../schema/baseline.ts';
import type { Result } from '../schema/result.ts';
import type { MeasuredRound } from '../schema/round.ts';
import { baselineOf } from './baseline.ts';
import { changesSince } from './change.ts';
import { gate } from './gate.ts';
import { renderChanges } from './render.ts';

const thresholds = { cpuMicrosPerRequest: 0.1, latencyP99Ms: 0.5, rssPeakBytes: 0.2 };
const noise = [1, 1.04, 0.97, 1.02, 0.95, 1.01];
const error = { code: 'CONTRACT_BROKEN', message: 'GET /health answered 500', fix: 'Mend it.' };

/** Two servers of six rounds each, of which `change` changes the first. */
function servers(change: (go: Result) => void = () => {}): Result[] {
  const results = ['go', 'node'].map((server) =>
    measuredResult({
      server,
      label: server,
      rounds: noise.map((each, index) => {
        const round = measuredRound(index);
        round.server.cpuMicrosPerRequest = 20 * each;
        return round;
      }),
    }),
  );
  change(results[0]!);
  return results;
}

const inEachRound = (change: (round: MeasuredRound) => void) => (go: Result) => {
  for (const round of go.rounds) if (round.status === 'measured') change(round);
};

const options = (given: Record<string, unknown>) => (go: Result) => {
  go.provenance.options = { ...go.provenance.options, ...given };
};

const inRunOf = (runId: string) => (result: Result) => ({ ...result, runId });

/** What the gate says of `now` against two healthy servers. */
async function said(now: Result[], before: Result[] = servers(), isLeftOut?: (server: string) => boolean) {
  const stored = baselineSchema.parse(JSON.parse(JSON.stringify(baselineOf(before))));
  const changes = changesSince(stored, now, { thresholds, ...(isLeftOut && { isLeftOut }) });
  const outcome = await gate(changes, async () => changes);
  return { state: outcome.state, lines: renderChanges(changes).split('\n') };
}

describe('a server that is broken fails the gate', () => {
  test.each<[string, Result[], string]>([
    [
      'missing',
      servers().slice(1),
      'broken        go: the baseline has it, and there is no result of it now',
    ],
    [
      'failed before its first round',
      servers((go) =>
        Object.assign(go, {
          status: 'failed',
          rounds: [],
          errors: [{ ...error, code: 'SERVER_DIED', message: 'it died' }],
        }),
      ),
      'broken        go: SERVER_DIED: it died',
    ],
    [
      'failed after some rounds',
      servers((go) =>
        Object.assign(go, {
          rounds: go.rounds.slice(0, 5),
          errors: [{ ...error, code: 'SERVER_DIED', message: 'it died' }],
        }),
      ),
      'broken        go: SERVER_DIED: it died',
    ],
    [
      'breaking the contract',
      servers((go) => Object.assign(go, { status: 'failed', rounds: [], errors: [error] })),
      'broken        go: CONTRACT_BROKEN: GET /health answered 500',
    ],
    [
      'failing a scenario',
      servers((go) => {
        const { round, position, scenario, startedAt } = go.rounds[5]!;
        go.rounds[5] = { status: 'failed', round, position, scenario, startedAt, error };
      }),
      'broken        go, open: CONTRACT_BROKEN: GET /health answered 500',
    ],
    [
      'planned and never measured',
      servers((go) => {
        go.rounds = [];
      }),
      'broken        go, open: no round of it was measured',
    ],
    [
      'answering 5 % of the requests with 500',
      servers(
        inEachRound((round) => {
          round.load.failedRequests = 500;
        }),
      ),
      'broken        go, open: error-responses: 3,000 of 60,000 requests failed (5 %).',
    ],
    [
      'stalling on Nagle',
      servers(
        inEachRound((round) => {
          round.load.latencyMs = { avg: 41, min: 0.2, p50: 41, p90: 42, p95: 43, p99: 44, max: 46 };
          round.load.receivingMs = { avg: 40, min: 0.01, p50: 40.5, p90: 41, p95: 41.5, p99: 42, max: 44 };
        }),
      ),
      'broken        go, open, p99 latency: delayed-ack-stall:',
    ],
    [
      'dropping iterations on an idle machine',
      servers(
        inEachRound((round) => {
          round.load.droppedIterations = 1500;
        }),
      ),
      'broken        go, open, p99 latency: dropped-iterations:',
    ],
    [
      'leaking',
      servers(
        inEachRound((round) => {
          round.samples = Array.from({ length: 20 }, (_, place) => ({
            atMs: place * 250,
            serverCores: 0.05,
            rssBytes: 20e6 + place * 2e6,
          }));
        }),
      ),
      'broken        go, open, peak resident memory: memory-growth:',
    ],
  ])('%s', async (_, now, line) => {
    const { state, lines } = await said(now);
    expect(state).toBe('failed');
    expect(lines).toContainEqual(expect.stringContaining(line));
    // The other server is compared all the same.
    expect(lines.filter((each) => each.startsWith('unchanged     node'))).toHaveLength(3);
  });

  test('also where it is not in the baseline', async () => {
    const added = servers((go) => {
      go.server = 'added';
    });
    inEachRound((round) => {
      round.load.failedRequests = 500;
    })(added[0]!);
    expect((await said(added, servers().slice(1))).state).toBe('failed');
  });
});

describe('what cannot be told leaves the gate inconclusive', () => {
  const limited = servers(options({ cpus: 0.1 }));
  test.each<[string, Result[], Result[], string]>([
    [
      'a limit that was not there',
      servers(options({ cpus: 0.1 })),
      servers(),
      'the load was another one: cpus none then, 0.1 now',
    ],
    ['a limit that is gone', servers(), limited, 'cpus 0.1 then, none now'],
    [
      'a longer period',
      servers(options({ cpus: 0.1, cpuPeriod: '100ms' })),
      servers(options({ cpus: 0.1, cpuPeriod: '10ms' })),
      'cpuPeriod 10ms then',
    ],
    [
      'less memory',
      servers(options({ memory: '64m' })),
      servers(options({ memory: '1g' })),
      'memory 1g then, 64m now',
    ],
    [
      'other CPUs',
      servers(options({ cpuset: '0' })),
      servers(options({ cpuset: '0-1' })),
      'cpuset 0-1 then, 0 now',
    ],
    ['more VUs', servers(options({ vus: 100 })), servers(), 'vus none then, 100 now'],
    [
      'another launcher',
      servers((go) => {
        go.launcher = 'docker';
      }),
      servers(),
      'process then, docker now',
    ],
    [
      'another machine',
      servers((go) => {
        go.provenance = {
          ...go.provenance,
          machine: { ...go.provenance.machine, fingerprint: 'f2' },
        };
      }),
      servers(),
      'another machine',
    ],
    [
      'too few rounds',
      servers((go) => {
        go.rounds = go.rounds.slice(0, 3);
      }),
      servers(),
      'the result has 3 rounds; 4 are needed',
    ],
    [
      'another scenario',
      servers((go) => {
        go.scenarios = ['closed'];
        for (const round of go.rounds) round.scenario = 'closed';
      }),
      servers(),
      'the scenario is in the baseline and was not measured',
    ],
    [
      'a neighbour',
      servers(
        inEachRound((round) => {
          round.machine = { cpus: 4, foreignCores: 1.6, idleCores: 2.2 };
        }),
      ),
      servers(),
      'noisy-host:',
    ],
  ])('%s', async (_, now, before, line) => {
    const { state, lines } = await said(now, before);
    expect(state).toBe('inconclusive');
    expect(lines).toContainEqual(expect.stringMatching(/^inconclusive {2}go, open, /));
    expect(lines.filter((each) => each.startsWith('inconclusive')).join()).toContain(line);
  });
});

describe('what is as it was passes', () => {
  test.each<[string, Result[], Result[]]>([
    ['two healthy servers', servers(), servers()],
    ['the same limits', servers(options({ cpus: 0.1 })), servers(options({ cpus: 0.1 }))],
    ['a server that is new', servers(), servers().slice(1)],
    [
      'a few failed requests',
      servers(
        inEachRound((round) => {
          round.load.failedRequests = 2;
        }),
      ),
      servers(),
    ],
  ])('%s', async (_, now, before) => {
    expect((await said(now, before)).state).toBe('passed');
  });

  test('a server that is left out on purpose', async () => {
    expect((await said(servers().slice(1), servers(), (server) => server === 'go')).state).toBe('passed');
  });

  test('a baseline of an older version, which knows no limits', async () => {
    const stored = baselineOf(servers(options({ cpus: 0.1 })).map(inRunOf('limited')));
    const old = JSON.parse(JSON.stringify(stored));
    for (const { load } of old.rows)
      for (const name of ['cpus', 'cpuset', 'memory', 'cpuPeriod']) delete load[name];
    old.runs.limited.options = { cpus: 0.1 };
    const states = (now: Result[]) =>
      changesSince(baselineSchema.parse(old), now.slice(0, 1), { thresholds, isLeftOut: () => true }).map(
        ({ state }) => state,
      );
    expect(states(servers(options({ cpus: 0.1 })))).toEqual(new Array(3).fill('compared'));
    expect(states(servers())).toEqual(new Array(3).fill('inconclusive'));
  });
});
