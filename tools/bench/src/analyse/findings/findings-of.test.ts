import { expect, test } from 'vitest';
import type { FindingCode } from '../../schema/finding.ts';
import type { MeasuredRound } from '../../schema/round.ts';
import { measuredRound, measuredRounds, plateauAt, trendAround } from '../fixture/measured-round.ts';
import { observationOfRounds } from '../observation.ts';
import { findingsOf, verdictsOn } from './findings-of.ts';

const options = { vus: 50, rate: 2000, warmup: '2s', duration: '5s', rounds: 5, launcher: 'docker' };
const findingsIn = (rounds: MeasuredRound[]) => findingsOf(observationOfRounds(rounds, options));

/** A closed model that takes all of two cores: k6 1.3, the server 0.6. */
function takeTheMachine(round: MeasuredRound): void {
  round.machine = { cpus: 2, foreignCores: 0.03, idleCores: 0.04 };
  round.generator.cores = 1.3;
  round.server.cpuMicros = 0.6 * round.durationMs * 1000;
  round.load.requestsPerSecond = 19_000;
  round.load.iterationMs = { ...trendAround(2.3), avg: 50 / 19 };
}

/** Two runners in a cluster, the second of which is at the limit of its pod, while server and nodes idle. */
function limitedRunners(round: MeasuredRound): void {
  const runner = { cpuMicros: 1, requests: 5000, limitCores: 0.5 };
  round.generator.runners = [
    { ...runner, cores: 0.3, k6SummaryFile: '1.json' },
    { ...runner, cores: 0.49, k6SummaryFile: '2.json' },
  ];
}

const conditions: [FindingCode, string, (round: MeasuredRound) => void][] = [
  ['generator-saturated', 'k6 takes the machine', takeTheMachine],
  ['generator-saturated', 'one of several runners is at its own limit', limitedRunners],
  [
    'vu-bound',
    'all VUs wait while CPU is idle',
    (round) => {
      round.load.iterationMs = plateauAt(25);
      round.load.latencyMs = plateauAt(25);
    },
  ],
  [
    'cpu-throttled',
    'the quota cuts periods short',
    (round) => {
      round.server.throttling = { throttledPeriods: 10, totalPeriods: 50, throttledMicros: 300_000 };
    },
  ],
  [
    'noisy-host',
    'a build runs beside',
    (round) => {
      round.machine.foreignCores = 1.2;
      round.machine.idleCores = 2.6;
    },
  ],
  [
    'dropped-iterations',
    'no VU was free',
    (round) => {
      round.load.droppedIterations = 12;
    },
  ],
  [
    'error-responses',
    'requests fail',
    (round) => {
      round.load.failedRequests = 3;
    },
  ],
  [
    'error-responses',
    'answers fail a check',
    (round) => {
      round.load.failedChecks = 500;
    },
  ],
  [
    'script-exceptions',
    'the script throws',
    (round) => {
      round.generator.exceptions = { iterations: 5, isWhole: true, first: 'TypeError: x' };
    },
  ],
  [
    'memory-growth',
    'a server leaks',
    (round) => {
      for (const sample of round.samples) sample.rssBytes += sample.atMs * 4000;
    },
  ],
  [
    'heavy-logging',
    'each request is logged',
    (round) => {
      round.server.loggedBytes = 100 * round.load.requests;
    },
  ],
  [
    'warm-up-too-short',
    'the first second costs twice the CPU',
    (round) => {
      for (const sample of round.samples) if (sample.atMs <= 1500) sample.serverCores *= 2;
    },
  ],
  [
    'unstable-rounds',
    'one round in two costs twice the CPU',
    (round) => {
      if (round.round % 2 === 1) round.server.cpuMicrosPerRequest *= 2;
    },
  ],
];

test.each(conditions)('%s is found, and nothing else, when %s', (code, _, change) => {
  expect(findingsIn(measuredRounds(change)).map((finding) => finding.code)).toEqual([code]);
});

test('failures of the time around the load are a share of its requests too, never more than all', () => {
  const [finding] = findingsIn(
    measuredRounds((round) => {
      round.outsideLoad = { setupMs: 0, afterMs: 100, requests: 500 };
      round.load.failedRequests = round.load.requests + 500;
    }),
  );
  expect(finding).toMatchObject({ code: 'error-responses', evidence: { failedShare: 1 } });
  expect(finding!.summary).toMatch(/^([\d,]+) of \1 requests failed \(100 %\)/);
});

test('where a lead-in was left out of the load, it is what has to be longer', () => {
  const [finding] = findingsIn(
    measuredRounds((round) => {
      round.outsideLoad = { setupMs: 0, leadInMs: 1000, afterMs: 0, requests: 900 };
      for (const sample of round.samples) if (sample.atMs <= 1500) sample.serverCores *= 2;
    }),
  );
  expect(finding).toMatchObject({
    code: 'warm-up-too-short',
    remedy: expect.stringContaining('leadIn (now 1s)'),
  });
});

test('requests that k6 counts a moment after the last reading do not make the end of a round look cheap', () => {
  const codes = (early: number) =>
    findingsIn(
      measuredRounds(({ samples }) => {
        for (const sample of samples) if (sample.atMs <= 1500) sample.serverCores *= early;
        samples.push({ ...samples.at(-1)!, atMs: 5050, requests: 10_700 });
      }),
    ).map(({ code }) => code);
  expect(codes(1.17)).toEqual([]);
  expect(codes(2)).toEqual(['warm-up-too-short']);
});

test('a healthy server shows no finding, and every rule could tell', () => {
  const verdicts = verdictsOn(observationOfRounds(measuredRounds(), options));
  expect(verdicts.filter((verdict) => verdict.state !== 'absent')).toEqual([]);
});

test('a delayed-ACK stall makes the rate VU-bound, and takes rate and latency out of the ranking', () => {
  const findings = findingsIn(
    measuredRounds((round) => {
      round.load.receivingMs = plateauAt(41);
      round.load.latencyMs = plateauAt(43);
      round.load.iterationMs = plateauAt(43);
      round.load.requestsPerSecond = 50 / 0.0432;
    }),
  );
  expect(findings.map((finding) => finding.code)).toEqual(['vu-bound', 'delayed-ack-stall']);
  expect(findings[1]?.invalidates).toEqual(['requestsPerSecond', 'latencyMs']);
});

test('a server that waits 45 ms by itself before the body has no delayed-ACK stall', () => {
  const findings = findingsIn(
    measuredRounds((round) => {
      round.load.receivingMs = { ...plateauAt(45), min: 45 };
    }),
  );
  expect(findings).toEqual([]);
});

test('CPU per request keeps its place when the generator is saturated', () => {
  const [finding] = findingsIn(measuredRounds(takeTheMachine));
  expect(finding?.invalidates).toEqual(['requestsPerSecond', 'latencyMs']);
  expect(finding?.evidence).toMatchObject({ generatorCores: 1.3, idleCores: 0.04, cpus: 2 });
});

test('a busy single-threaded server is not VU-bound although cores are idle', () => {
  const findings = findingsIn(
    measuredRounds((round) => {
      round.load.iterationMs = { ...trendAround(20), avg: 25 };
      round.server.cpuMicros = 0.97 * round.durationMs * 1000;
    }),
  );
  expect(findings).toEqual([]);
});

test('a few refused requests are told, a hundredth of them takes the figures out', () => {
  const share = (failed: number) =>
    findingsIn(
      measuredRounds((round) => {
        round.load.failedRequests = failed;
      }),
    )[0]?.invalidates;
  expect(share(3)).toEqual([]);
  expect(share(100)).toContain('requestsPerSecond');
});

test('a line now and then, and a short one beside long answers, are no heavy logging', () => {
  const codes = (loggedBytes: number, receivedBytes: number) =>
    findingsIn(
      measuredRounds((round) => {
        round.server.loggedBytes = loggedBytes * round.load.requests;
        round.load.receivedBytes = receivedBytes * round.load.requests;
      }),
    ).map(({ code }) => code);
  expect(codes(1, 130)).toEqual([]);
  expect(codes(100, 5000)).toEqual([]);
  expect(codes(2048, 5000)).toEqual(['heavy-logging']);
});

test('what rounds or samples are too few for is unknown', () => {
  const round = measuredRound();
  round.samples = round.samples.slice(0, 4);
  delete round.server.throttling;
  delete round.server.loggedBytes;
  delete round.generator.exceptions;
  const unknown = verdictsOn(observationOfRounds([round], {})).flatMap((verdict) =>
    verdict.state === 'unknown' ? [verdict.code] : [],
  );
  expect(unknown).toEqual([
    'cpu-throttled',
    'script-exceptions',
    'memory-growth',
    'heavy-logging',
    'warm-up-too-short',
    'unstable-rounds',
  ]);
});

/** The round after the first: another guest of the hypervisor has a quarter of the machine. */
function stealOnce(round: MeasuredRound, droppedIterations: number): void {
  if (round.round !== 1) return;
  round.machine = { cpus: 4, foreignCores: 0.9, stolenCores: 0.88, idleCores: 2.9 };
  round.load.droppedIterations = droppedIterations;
}

test('iterations dropped while others had the machine are their doing, and not that of rate or VUs', () => {
  const rounds = measuredRounds((round) => stealOnce(round, 30));
  const [finding, ...others] = findingsIn(rounds);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ code: 'noisy-host', evidence: { droppedIterations: 30, noisyRounds: 1 } });
  const verdicts = verdictsOn(observationOfRounds(rounds, options));
  expect(verdicts).toContainEqual(expect.objectContaining({ state: 'unknown', code: 'dropped-iterations' }));
});

test('a short stretch in which others had the CPUs for longer than the VUs last explains as much', () => {
  const codesAt = (mostForeignCores: number, foreignCores = 0.05) =>
    findingsIn(
      measuredRounds((round) => {
        if (round.round !== 1) return;
        round.machine = { ...round.machine, foreignCores, mostForeignCores };
        round.load.droppedIterations = 6;
      }),
    ).map(({ code }) => code);
  // 50 VUs at 2,000/s last for 25 ms: a twentieth of half a second, of four cores.
  expect(codesAt(0.26)).toEqual(['noisy-host']);
  expect(codesAt(0.24)).toEqual(['dropped-iterations']);
  // Others who have as much all the time, such as the kernel's interrupts, never had the CPUs for so long.
  expect(codesAt(0.26, 0.25)).toEqual(['dropped-iterations']);
});

test('more dropped iterations than fell due in the time that others had are a finding of their own', () => {
  const rounds = measuredRounds((round) => {
    stealOnce(round, 9500);
    if (round.round === 1) round.load.iterations = 500;
  });
  const codes = findingsIn(rounds).map(({ code }) => code);
  expect(codes).toEqual(['dropped-iterations']);
});

test('iterations dropped in a quiet round are a finding, whatever others did in another', () => {
  const rounds = measuredRounds((round) => {
    stealOnce(round, 30);
    if (round.round === 2) round.load.droppedIterations = 5;
  });
  const dropped = findingsIn(rounds).find(({ code }) => code === 'dropped-iterations');
  expect(dropped?.evidence).toMatchObject({ droppedIterations: 35, droppedBesideOthers: 30 });
});

test('rounds that differ only where others had the machine are not unstable, and one that differs by itself is', () => {
  const doubledIn = (...doubled: number[]) =>
    findingsIn(
      measuredRounds((round) => {
        stealOnce(round, 0);
        if (doubled.includes(round.round)) round.server.cpuMicrosPerRequest *= 2;
      }),
    ).map(({ code }) => code);
  expect(doubledIn(1)).toEqual(['noisy-host']);
  expect(doubledIn(1, 3)).toEqual(['unstable-rounds']);
});

test('who can stop nothing is not told to: the hypervisor took the CPU', () => {
  const remedyAt = (stolenCores: number) =>
    findingsIn(
      measuredRounds((round) => {
        round.machine = { cpus: 4, foreignCores: 0.9, stolenCores, idleCores: 2.9 };
      }),
    )[0]?.remedy;
  expect(remedyAt(0.8)).toContain('hypervisor');
  expect(remedyAt(0.1)).toContain('Stop what else runs');
});

test('what waits on a machine that others keep busy is unknown, not absent', () => {
  const rounds = measuredRounds((round) => {
    round.load.iterationMs = plateauAt(25);
    round.load.latencyMs = plateauAt(25);
    round.machine = { cpus: 4, foreignCores: 3, idleCores: 0.8 };
  });
  const verdicts = verdictsOn(observationOfRounds(rounds, options));
  expect(verdicts).toContainEqual(expect.objectContaining({ state: 'unknown', code: 'vu-bound' }));
});

test('a pinned generator that is out of its CPUs is saturated, and the VUs wait for it, though half of the machine is idle', () => {
  const rounds = measuredRounds((round) => {
    round.load.requestsPerSecond = 20_000;
    round.load.iterationMs = trendAround(2.4);
    round.load.latencyMs = trendAround(2.3);
    round.generator = { cpuMicros: 10_000_000, cores: 1.94, pinnedCpus: 2 };
    round.server.pinnedCpus = 2;
    round.machine = { cpus: 4, foreignCores: 0.02, idleCores: 1.6 };
  });
  const codes = findingsIn(rounds).map(({ code }) => code);
  expect(codes).toContain('generator-saturated');
  expect(codes).not.toContain('vu-bound');
  const unpinned = rounds.map(({ generator: { pinnedCpus: _, ...generator }, ...round }) => ({
    ...round,
    generator,
  }));
  expect(findingsIn(unpinned).map(({ code }) => code)).toContain('vu-bound');
});

/** A closed model on four idle cores, and a server that uses all of the tenth of a core that it was given. */
function useUpTheQuota(round: MeasuredRound): void {
  round.load.requestsPerSecond = 4000;
  round.load.iterationMs = { ...trendAround(12.5), avg: 12.5 };
  round.server.cpuLimit = { by: 'quota', cores: 0.1, periodMs: 10 };
  round.server.cpuMicros = 0.1005 * round.durationMs * 1000;
  round.server.throttling = { throttledPeriods: 495, totalPeriods: 500, throttledMicros: 4_500_000 };
}

test('a server that uses all of its quota is saturated: its rate is ranked, and latency is time in the queue', () => {
  const [finding, ...others] = findingsIn(measuredRounds(useUpTheQuota));
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    code: 'server-saturated',
    summary: expect.stringContaining('50 VUs / 4,000 per second = 12.5 ms'),
    invalidates: ['latencyMs'],
  });
});

test('neither a busy generator nor others take the rate of such a server out of the ranking', () => {
  const findings = findingsIn(
    measuredRounds((round) => {
      useUpTheQuota(round);
      round.generator.cores = 2.5;
      round.machine = { cpus: 4, foreignCores: 1.3, idleCores: 0.1 };
    }),
  );
  expect(findings.map(({ code }) => code)).toEqual(['server-saturated', 'noisy-host']);
  expect(findings.flatMap(({ invalidates }) => invalidates)).toEqual(['latencyMs']);
});

test('a server under a quota that it does not use up is VU-bound where its VUs wait', () => {
  const findings = findingsIn(
    measuredRounds((round) => {
      useUpTheQuota(round);
      round.load.iterationMs = plateauAt(12.5);
      round.server.cpuMicros = 0.04 * round.durationMs * 1000;
      round.server.throttling = { throttledPeriods: 10, totalPeriods: 500, throttledMicros: 40_000 };
    }),
  );
  expect(findings).toMatchObject([
    { code: 'vu-bound', summary: expect.stringContaining('the server uses 0.04 of the 0.1 that it may') },
  ]);
});

test('a quota that was asked for is no finding when it runs out; one that was not is', () => {
  const throttle = (round: MeasuredRound) => {
    round.server.throttling = { throttledPeriods: 100, totalPeriods: 500, throttledMicros: 300_000 };
  };
  const asked = (round: MeasuredRound) => {
    throttle(round);
    round.server.cpuLimit = { by: 'quota', cores: 0.1, periodMs: 10 };
  };
  expect(findingsIn(measuredRounds(asked))).toEqual([]);
  expect(findingsIn(measuredRounds(throttle))).toMatchObject([{ code: 'cpu-throttled' }]);
});

test('a plateau of a throttled server is not called a delayed ACK', () => {
  const rounds = measuredRounds((round) => {
    useUpTheQuota(round);
    round.load.receivingMs = plateauAt(45);
  });
  const verdicts = verdictsOn(observationOfRounds(rounds, options));
  expect(verdicts).toContainEqual(expect.objectContaining({ state: 'unknown', code: 'delayed-ack-stall' }));
});

test('iterations that the quota did not allow say so, and the rate stays: it is the capacity', () => {
  const dropped = findingsIn(
    measuredRounds((round) => {
      useUpTheQuota(round);
      round.load.droppedIterations = 5000;
    }),
  ).find(({ code }) => code === 'dropped-iterations');
  expect(dropped).toMatchObject({
    summary: expect.stringContaining('of the 0.1 cores of its CPU limit'),
    invalidates: ['latencyMs'],
  });
});
