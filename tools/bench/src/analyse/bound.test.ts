import { expect, test } from 'vitest';
import type { MeasuredRound } from '../schema/round.ts';
import { boundOf } from './bound.ts';
import { measuredRounds, plateauAt, trendAround } from './fixture/measured-round.ts';
import { observationOfRounds } from './observation.ts';

const boundWith = (change: (round: MeasuredRound) => void) =>
  boundOf(observationOfRounds(measuredRounds(change), { vus: 50 }));

/** All 50 VUs in a closed model. */
function closed(round: MeasuredRound, requestsPerSecond: number): void {
  const avg = (50 / requestsPerSecond) * 1000;
  round.load.requestsPerSecond = requestsPerSecond;
  round.load.iterationMs = { ...trendAround(avg), avg };
  round.load.latencyMs = { ...trendAround(avg), avg };
}

/** 198 requests/s by a script whose option `rps` is given. */
function heldTo(mostRequestsPerSecond: number, round: MeasuredRound): void {
  closed(round, 198);
  round.planned = { executors: ['constant-vus'], mostVus: 50, meanVus: 50, mostRequestsPerSecond };
}

const bounds: [string, string, (round: MeasuredRound) => void][] = [
  ['rate', 'an open model with VUs to spare', () => {}],
  ['rate', 'a closed model whose script holds k6 to a rate', (round) => heldTo(200, round)],
  ['vus', 'the same where VUs do not reach that rate', (round) => heldTo(20_000, round)],
  [
    'server-limit',
    'a closed model on a server that uses all of its quota, though most of the machine is idle',
    (round) => {
      closed(round, 4000);
      round.server.cpuLimit = { by: 'quota', cores: 0.1, periodMs: 10 };
      round.server.cpuMicros = 0.1005 * round.durationMs * 1000;
    },
  ],
  [
    'server-limit',
    'the same with a generator that takes the rest of the machine',
    (round) => {
      closed(round, 4000);
      round.server.cpuLimit = { by: 'quota', cores: 0.1, periodMs: 10 };
      round.server.cpuMicros = 0.1005 * round.durationMs * 1000;
      round.generator.cores = 3.8;
      round.machine.idleCores = 0.05;
    },
  ],
  [
    'server-limit',
    'an open model that asks for more than the quota gives',
    (round) => {
      round.load.droppedIterations = 4000;
      closed(round, 2000);
      round.server.cpuLimit = { by: 'quota', cores: 0.1 };
      round.server.cpuMicros = 0.1 * round.durationMs * 1000;
    },
  ],
  [
    'rate',
    'half of what the quota gives',
    (round) => {
      round.server.cpuLimit = { by: 'quota', cores: 0.1 };
    },
  ],
  [
    'vus',
    'a server under a quota that waits',
    (round) => {
      closed(round, 2000);
      round.load.iterationMs = plateauAt(25);
      round.load.iterationMs.min = 24;
      round.load.latencyMs = plateauAt(25);
      round.server.cpuLimit = { by: 'quota', cores: 0.1 };
    },
  ],
  [
    'generator',
    'k6 takes the machine',
    (round) => {
      closed(round, 19_000);
      round.machine.idleCores = 0.1;
      round.generator.cores = 2.6;
      round.server.cpuMicros = 1.2 * round.durationMs * 1000;
    },
  ],
  [
    'generator',
    'a pinned k6 uses its CPUs up, though half of the machine is idle',
    (round) => {
      closed(round, 19_000);
      round.machine.idleCores = 1.6;
      round.generator = { cpuMicros: 9_700_000, cores: 1.94, pinnedCpus: 2 };
      round.server.pinnedCpus = 2;
    },
  ],
  [
    'server-cpu',
    'the server takes the machine',
    (round) => {
      closed(round, 90_000);
      round.machine.idleCores = 0.1;
      round.generator.cores = 0.8;
      round.server.cpuMicros = 3 * round.durationMs * 1000;
    },
  ],
  [
    'server-cpu',
    'a server of one thread',
    (round) => {
      closed(round, 2000);
      round.server.cpuMicros = 0.97 * round.durationMs * 1000;
      round.machine.idleCores = 2.5;
    },
  ],
  [
    'server-cpu',
    'a pinned server uses its CPU up',
    (round) => {
      closed(round, 2000);
      round.server.pinnedCpus = 1;
      round.server.cpuMicros = 0.97 * round.durationMs * 1000;
      round.machine.idleCores = 2.5;
    },
  ],
  [
    'vus',
    'a closed model waits for a server that waits',
    (round) => {
      closed(round, 2000);
      round.load.iterationMs = { ...plateauAt(25), min: 24 };
      round.load.latencyMs = { ...plateauAt(25), min: 24 };
    },
  ],
  [
    'vus',
    'an open model has too few of them',
    (round) => {
      closed(round, 2000);
      round.load.iterationMs = { ...plateauAt(25), min: 24 };
      round.load.latencyMs = { ...plateauAt(25), min: 24 };
      round.load.droppedIterations = 3000;
    },
  ],
  [
    'vus',
    'a ramp of VUs, of which half as many as at its end are there on average',
    (round) => {
      closed(round, 2000);
      round.load.iterationMs = { ...plateauAt(25), min: 24 };
      round.load.latencyMs = { ...plateauAt(25), min: 24 };
      round.load.vusMax = 100;
      round.planned = { executors: ['ramping-vus'], mostVus: 100, meanVus: 50 };
    },
  ],
  [
    'vus',
    'a rate that rises, for which the VUs are too few at its end',
    (round) => {
      round.load.droppedIterations = 3000;
      round.planned = { executors: ['ramping-arrival-rate'], mostVus: 50, mostIterationsPerSecond: 9000 };
    },
  ],
  [
    'unknown',
    'VUs and a rate at once',
    (round) => {
      const executors = ['constant-vus', 'constant-arrival-rate'];
      round.planned = { executors, mostVus: 60, mostIterationsPerSecond: 1000 };
    },
  ],
  [
    'wait',
    'a delayed ACK',
    (round) => {
      closed(round, 1157);
      round.load.receivingMs = plateauAt(41);
      round.load.latencyMs = plateauAt(43);
      round.load.iterationMs = plateauAt(43);
    },
  ],
  [
    'unknown',
    'VUs queue for a server that is idle, or it waits as long as such a queue',
    (round) => {
      closed(round, 1000);
      round.load.iterationMs = { ...plateauAt(50), min: 1 };
      round.load.latencyMs = { ...plateauAt(50), min: 1 };
    },
  ],
  [
    'unknown',
    'other programs take the machine',
    (round) => {
      closed(round, 2000);
      round.machine = { cpus: 4, foreignCores: 3, idleCores: 0.1 };
    },
  ],
];

test.each(bounds)('%s: %s', (by, _, change) => {
  expect(boundWith(change).by).toBe(by);
});

test('it says why, with the numbers in it', () => {
  const bound = boundWith((round) => {
    closed(round, 4000);
    round.server.cpuLimit = { by: 'quota', cores: 0.1, periodMs: 10 };
    round.server.cpuMicros = 0.1 * round.durationMs * 1000;
    round.server.throttling = { throttledPeriods: 480, totalPeriods: 500, throttledMicros: 4_000_000 };
  });
  expect(bound).toMatchObject({
    because: 'the server uses 0.1 of the 0.1 cores of its CPU limit',
    evidence: { serverLimitCores: 0.1, throttledShareOfPeriods: 0.96, cpus: 4 },
  });
});

test('without any CPU time it is unknown whether VUs or something busy set the rate', () => {
  const bound = boundOf({
    generator: 'k6',
    load: { vusMax: 50, requestsPerSecond: 1000, iterationMs: { avg: 50 } },
    rounds: [],
    options: {},
  });
  expect(bound).toMatchObject({ by: 'unknown', needs: expect.stringContaining('CPU time') });
});

test('of a search it is what set the capacity, not the rate that was held', () => {
  const step = {
    verdict: 'slow' as const,
    p99Ms: 80,
    droppedIterations: 0,
    failedRequests: 0,
    cpuMicrosPerRequest: 25,
    generatorCores: 0.3,
    idleCores: 3.5,
    generatorBound: false,
  };
  const bound = boundWith((round) => {
    round.server.cpuLimit = { by: 'quota', cores: 0.1 };
    round.capacity = {
      p99LimitMs: 50,
      stepDuration: '2s',
      outcome: { state: 'found', requestsPerSecond: 2000, exceededAt: 4000 },
      steps: [{ ...step, requestsPerSecond: 4000, serverCores: 0.099 }],
    };
  });
  expect(bound.by).toBe('server-limit');
});
