import { expect, test } from 'vitest';
import { toFailure } from '../../errors/bench-error.ts';
import type { ServerVerdict } from '../../schema/revision-comparison.ts';
import { pairOf, side } from '../fixture/measured-pair.ts';
import { overallVerdict } from './overall.ts';
import { serverVerdict } from './server.ts';

const thresholds = { cpuMicrosPerRequest: 0.05, pssPeakBytes: 0.1, artifactBytes: 0.05, coldStartMs: 0.2 };
const verdictOn = (base: ReturnType<typeof side>, head: ReturnType<typeof side>) =>
  serverVerdict(pairOf(base, head), thresholds, 3);

test.each([
  [
    1.1,
    'slower',
    /^Go is slower: 1\.\d{3} times the CPU per request of base \(98\.\d % interval 1\.\d+–1\.\d+, 12 rounds\)\.$/,
  ],
  [0.8, 'faster', /^Go is faster: 0\.\d{3} times/],
  [1.0, 'no difference', /^Go: no difference beyond ±\d\.\d % in CPU per request \(/],
] as const)('%d times the CPU is %s', (cpu, verdict, sentence) => {
  const compared = verdictOn(side('base', {}), side('head', { cpu }));
  expect(compared).toMatchObject({ state: 'compared', verdict, sentence: expect.stringMatching(sentence) });
});

test('beside busy programs a change shows smaller than it is: no difference cannot be told, slower can', () => {
  const disturbed = (result: ReturnType<typeof side>) => {
    const rounds = result.rounds.map((round) =>
      round.status === 'measured' ? { ...round, machine: { ...round.machine, foreignCores: 0.9 } } : round,
    );
    return { ...result, rounds };
  };
  const same = verdictOn(side('base', {}), disturbed(side('head', {})));
  expect(same).toMatchObject({ verdict: 'no difference' });
  const doubtful = verdictOn(disturbed(side('base', {})), disturbed(side('head', {})));
  expect(doubtful).toMatchObject({
    verdict: 'cannot tell',
    sentence: expect.stringMatching(/^Go: cannot tell: .*\)\. Other processes used 0\.9 of 4 cores/),
  });
  if (doubtful.state !== 'compared') throw new Error(doubtful.state);
  expect(doubtful.figures.map((figure) => [figure.figure, 'doubt' in figure])).toContainEqual([
    'pssPeakBytes',
    false,
  ]);
  const slower = verdictOn(disturbed(side('base', {})), disturbed(side('head', { cpu: 1.2 })));
  expect(slower).toMatchObject({ verdict: 'slower' });
});

test('a size has no noise: it is compared as it is', () => {
  const compared = verdictOn(side('base', {}), side('head', { bytes: 6_000_000 }));
  if (compared.state !== 'compared') throw new Error(compared.state);
  expect(compared.verdict).toBe('slower');
  expect(compared.figures.find(({ figure }) => figure === 'artifactBytes')).toEqual({
    state: 'fixed',
    figure: 'artifactBytes',
    verdict: 'slower',
    base: 5_000_000,
    head: 6_000_000,
    ratio: 1.2,
    threshold: 0.05,
  });
});

test('a figure that a finding takes out on either side cannot be told, and says by what', () => {
  const failing = side('head', {});
  const half = failing.rounds.map((round) =>
    round.status === 'measured' ? { ...round, load: { ...round.load, failedRequests: 5000 } } : round,
  );
  expect(verdictOn(side('base', {}), { ...failing, rounds: half })).toMatchObject({
    state: 'fails',
    side: 'head',
    failure: { code: 'SIDE_BROKEN', message: expect.stringMatching(/error-responses/) },
  });
});

/** The same rounds under a second workload too, with so many times the CPU. */
function alsoAsked(result: ReturnType<typeof side>, workload: string, cpu: number) {
  const { rounds, provenance, scenarios } = result;
  const more = rounds.flatMap((round) => {
    if (round.status !== 'measured') return [];
    const cpuMicrosPerRequest = round.server.cpuMicrosPerRequest * cpu;
    return [{ ...round, scenario: `open@${workload}`, server: { ...round.server, cpuMicrosPerRequest } }];
  });
  const options = {
    ...provenance.options,
    workload: ['endpoint', workload],
    workloads: { [workload]: { path: '/' } },
  };
  return {
    ...result,
    scenarios: [...scenarios, `open@${workload}`],
    rounds: [...rounds, ...more],
    provenance: { ...provenance, options },
  };
}

test('each workload is compared by itself, and any that is slower makes the server slower', () => {
  const compared = serverVerdict(
    pairOf(alsoAsked(side('base', {}), 'quote', 1), alsoAsked(side('head', {}), 'quote', 1.2)),
    { cpuMicrosPerRequest: 0.05, artifactBytes: 0.05 },
    2,
  );
  if (compared.state !== 'compared') throw new Error(compared.state);
  expect(compared.figures.map((figure) => [figure.figure, 'scenario' in figure && figure.scenario])).toEqual([
    ['cpuMicrosPerRequest', 'open'],
    ['cpuMicrosPerRequest', 'open@quote'],
    ['artifactBytes', false],
  ]);
  expect(compared.sentence).toMatch(
    /^Go is slower: 1\.\d+ times the CPU per request \(workload quote\) of base/,
  );
});

const broken = (name: string) =>
  side(name, {
    status: 'failed',
    rounds: [],
    errors: [{ ...toFailure(new Error('x')), code: 'SERVER_DIED' }],
  });

test('a side that fails is a verdict: in head it breaks the change, in base it does not', () => {
  const inHead = verdictOn(side('base', {}), broken('head'));
  const inBase = verdictOn(broken('base'), side('head', {}));
  const inBoth = verdictOn(broken('base'), broken('head'));
  expect([inHead, inBase, inBoth].map((each) => each.state === 'fails' && each.side)).toEqual([
    'head',
    'base',
    'both',
  ]);
  expect([inHead, inBase, inBoth].map((each) => overallVerdict([each]).exitCode)).toEqual([1, 0, 3]);
});

test('of all servers the worst counts, and what could not be told before what is better', () => {
  const named = { server: 'x', label: 'X' };
  const better = verdictOn(side('base', {}), side('head', { cpu: 0.8 }));
  const worse = verdictOn(side('base', {}), side('head', { cpu: 1.2 }));
  const unknown = serverVerdict(
    pairOf(side('base', {}), side('head', {})),
    { capacityRequestsPerSecond: 0.05 },
    1,
  );
  const same: ServerVerdict = { ...named, state: 'identical' };
  const said = (...servers: ServerVerdict[]) => {
    const { verdict, exitCode } = overallVerdict(servers);
    return [verdict, exitCode];
  };
  expect(said(better, worse, unknown, same)).toEqual(['slower', 1]);
  expect(said(better, unknown)).toEqual(['cannot tell', 3]);
  expect(said(better, same)).toEqual(['faster', 0]);
  expect(said(same, { ...named, state: 'only in', side: 'head' })).toEqual(['no difference', 0]);
});
