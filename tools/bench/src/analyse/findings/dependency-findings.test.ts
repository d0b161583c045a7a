import { expect, test } from 'vitest';
import type { MeasuredRound, RoundDependency } from '../../schema/round.ts';
import { boundOf } from '../bound.ts';
import { measuredRounds, trendAround } from '../fixture/measured-round.ts';
import { observationOfRounds } from '../observation.ts';
import { findingsOf, verdictsOn } from './findings-of.ts';

/** A closed model of 50 VUs that all wait, on four cores of which so many are idle. */
function closed(round: MeasuredRound, idleCores: number): void {
  round.load.requestsPerSecond = 2000;
  round.load.iterationMs = { ...trendAround(25), avg: 25 };
  round.load.latencyMs = { ...trendAround(25), avg: 25 };
  round.machine.idleCores = idleCores;
}

const besideOf = (round: MeasuredRound, cores: number, more: Partial<RoundDependency> = {}) => {
  round.dependencies = [
    {
      name: 'database',
      account: 'cgroup',
      cpuMicros: cores * round.durationMs * 1000,
      rssPeakBytes: 50e6,
      afterLoad: { state: 'ready' },
      ...more,
    },
  ];
};
const limited: Partial<RoundDependency> = { cpuLimit: { by: 'quota', cores: 0.5, periodMs: 10 } };

const observedWith = (change: (round: MeasuredRound) => void) =>
  observationOfRounds(measuredRounds(change), { vus: 50 });
const codesOf = (change: (round: MeasuredRound) => void) =>
  findingsOf(observedWith(change)).map(({ code }) => code);

const saturated: [string, (round: MeasuredRound) => void][] = [
  [
    'it uses all of its CPU limit, while most of the machine is idle',
    (round) => {
      closed(round, 2.9);
      besideOf(round, 0.49, limited);
    },
  ],
  [
    'it is throttled in most periods of its limit',
    (round) => {
      closed(round, 2.9);
      besideOf(round, 0.4, {
        ...limited,
        throttling: { throttledPeriods: 400, totalPeriods: 500, throttledMicros: 2e6 },
      });
    },
  ],
  [
    'it has most of a machine that is out of CPU',
    (round) => {
      closed(round, 0.1);
      besideOf(round, 2.2);
      round.generator.cores = 1;
      round.server.cpuMicros = 0.6 * round.durationMs * 1000;
    },
  ],
  [
    'it keeps one core busy, and all VUs wait',
    (round) => {
      closed(round, 2.5);
      besideOf(round, 1);
    },
  ],
];

test.each(saturated)('a dependency is saturated, and bounds the figures, when %s', (_, change) => {
  const observation = observedWith(change);
  const [finding, ...others] = findingsOf(observation);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    code: 'dependency-saturated',
    invalidates: ['requestsPerSecond', 'latencyMs'],
    summary: expect.stringMatching(/^The dependency database (uses|keeps) .* 2,000 requests\/s/),
  });
  expect(boundOf(observation)).toMatchObject({ by: 'dependency' });
});

test.each<[string, (round: MeasuredRound) => void, string]>([
  [
    'the server is at its own limit first',
    (round) => {
      closed(round, 2.5);
      besideOf(round, 0.49, limited);
      round.server.cpuLimit = { by: 'quota', cores: 0.1 };
      round.server.cpuMicros = 0.1 * round.durationMs * 1000;
    },
    'server-limit',
  ],
  ['the load asks for little', (round) => besideOf(round, 0.2, limited), 'rate'],
  ['a core is busy at a rate that is kept', (round) => besideOf(round, 1), 'rate'],
])('it is not when %s', (_, change, by) => {
  expect(codesOf(change)).not.toContain('dependency-saturated');
  expect(boundOf(observedWith(change))).toMatchObject({ by });
});

test('one that cannot be used after a load has failed, and takes its figures out', () => {
  const [finding] = findingsOf(
    observedWith((round) => {
      const isReady = round.round < 3;
      besideOf(round, 0.2, {
        afterLoad: isReady ? { state: 'ready' } : { state: 'not-ready', found: 'ECONNREFUSED' },
      });
    }),
  );
  expect(finding).toMatchObject({
    code: 'dependency-failed',
    summary: 'database could not be used after the load of 2 of 5 rounds (ECONNREFUSED).',
    invalidates: ['requestsPerSecond', 'latencyMs', 'cpuMicrosPerRequest'],
  });
});

test('one that has ended takes nothing out: its round was not measured', () => {
  const message =
    'api: dependency "database": it was ended by SIGKILL while it should have been running; its last output:\nx';
  const failures = [{ code: 'DEPENDENCY_DIED', message, fix: 'See.' }];
  const observation = { ...observedWith((round) => besideOf(round, 0.2)), failures };
  expect(findingsOf(observation)).toMatchObject([
    { code: 'dependency-failed', invalidates: [], evidence: { endedByItself: 1 } },
  ]);
});

test('without a dependency both are absent', () => {
  const verdicts = verdictsOn(observedWith(() => {})).filter(({ state }) => state !== 'absent');
  expect(verdicts).toEqual([]);
});
