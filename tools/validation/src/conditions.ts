import type { BoundName } from '../../bench/src/schema/bound.ts';
import type { FindingCode } from '../../bench/src/schema/finding.ts';
import { misbehavingServer } from './measure.ts';

/** A server made to misbehave, or a load or a machine that does not suit it, and what must be found. */
export interface Condition {
  name: string;
  /** Options of the bench; `FAULT` tells the server of ../misbehaving-server how to misbehave. */
  options: {
    env: Record<string, string>;
    scenarios: [string];
    dependencies?: { name: string; command: string[]; cpus?: number }[];
  } & Record<string, unknown>;
  /** Programs that use up half of the machine while the load runs. */
  besideBusyPrograms?: true;
  /** CPU quota of the server's cgroup, µs in each 100 ms. */
  quotaMicros?: number;
  expected: FindingCode[];
  /** What must be called the bound of its figures. */
  bound: BoundName;
}

const open = {
  scenarios: ['open'] as [string],
  rate: 1000,
  rounds: 5,
  duration: '3s',
  // After 1 s, which is 1,000 requests, these servers still cost 10 to 15 % more than later.
  warmup: '3s',
  rest: '1ms',
};
const closed = { ...open, scenarios: ['closed'] as [string], vus: 50 };
/** What a bound is told by needs no more. */
const briefly = { rounds: 3 };
const fault = (name: string) => ({ env: { FAULT: name } });

/** A server that asks another one for each answer. */
const beside = (upstream: { env: Record<string, string>; cpus?: number }) => ({
  env: { FAULT: 'gateway', UPSTREAM_URL: 'http://{upstream.host}:{upstream.port}/' },
  dependencies: [{ name: 'upstream', command: [misbehavingServer], ...upstream }],
});

/** Each condition is measured in interleaved rounds with the others. The file of the moody server's mood is `moodFile`. */
export function conditions(moodFile: string): Condition[] {
  return [
    { name: 'healthy', options: { ...open, ...fault('none') }, expected: [], bound: 'rate' },
    {
      name: 'healthy-closed',
      options: { ...closed, ...fault('none') },
      expected: ['generator-saturated'],
      bound: 'generator',
    },
    {
      name: 'compute',
      options: { ...closed, ...briefly, ...fault('compute') },
      expected: [],
      bound: 'server-cpu',
    },
    {
      name: 'one-thread',
      options: { ...closed, ...briefly, ...fault('one-thread') },
      expected: [],
      bound: 'server-cpu',
    },
    {
      name: 'stall',
      options: { ...closed, ...fault('stall') },
      expected: ['vu-bound', 'delayed-ack-stall'],
      bound: 'wait',
    },
    {
      name: 'wait',
      options: { ...closed, ...briefly, vus: 10, ...fault('wait') },
      expected: ['vu-bound'],
      bound: 'vus',
    },
    {
      name: 'too-few-vus',
      options: { ...open, vus: 5, ...fault('wait') },
      expected: ['vu-bound', 'dropped-iterations'],
      bound: 'vus',
    },
    {
      name: 'within-a-limit',
      options: { ...closed, ...briefly, cpus: 0.1, ...fault('none') },
      expected: ['server-saturated'],
      bound: 'server-limit',
    },
    {
      name: 'errors',
      options: { ...open, ...fault('errors') },
      expected: ['error-responses'],
      bound: 'rate',
    },
    {
      name: 'throwing-script',
      options: {
        ...open,
        ...briefly,
        scenarios: ['throws'],
        scenarioFolder: 'tools/validation/scripts',
        ...fault('none'),
      },
      expected: ['script-exceptions'],
      bound: 'rate',
    },
    { name: 'leak', options: { ...open, ...fault('leak') }, expected: ['memory-growth'], bound: 'rate' },
    { name: 'log', options: { ...open, ...fault('log') }, expected: ['heavy-logging'], bound: 'rate' },
    {
      name: 'slow-start',
      options: { ...open, warmup: '1s', duration: '8s', rounds: 3, ...fault('slow-start') },
      expected: ['warm-up-too-short'],
      bound: 'rate',
    },
    {
      name: 'moody',
      options: { ...open, rounds: 6, env: { FAULT: 'moody', MOOD_FILE: moodFile } },
      expected: ['unstable-rounds'],
      bound: 'rate',
    },
    {
      name: 'under-a-quota',
      options: { ...open, rate: 200, vus: 200, ...fault('bursts') },
      quotaMicros: 18_000,
      expected: ['cpu-throttled'],
      bound: 'rate',
    },
    {
      name: 'beside-a-slow-upstream',
      options: { ...closed, ...briefly, ...beside({ cpus: 0.2, ...fault('compute') }) },
      expected: ['dependency-saturated'],
      bound: 'dependency',
    },
    {
      name: 'beside-a-deaf-upstream',
      options: { ...open, ...briefly, rate: 200, ...beside(fault('deaf')) },
      expected: ['dependency-failed'],
      bound: 'rate',
    },
    {
      name: 'beside-an-upstream',
      options: { ...open, ...briefly, rate: 200, ...beside(fault('none')) },
      expected: [],
      bound: 'rate',
    },
  ];
}

/** Measured by themselves: the others would suffer from the busy programs too. */
export const besideBusyPrograms: Condition[] = [
  {
    name: 'beside-busy-programs',
    options: { ...open, rounds: 3, ...fault('none') },
    besideBusyPrograms: true,
    expected: ['noisy-host'],
    bound: 'rate',
  },
  {
    name: 'closed-beside-busy-programs',
    options: { ...closed, rounds: 3, ...fault('none') },
    besideBusyPrograms: true,
    expected: ['noisy-host'],
    bound: 'unknown',
  },
];
