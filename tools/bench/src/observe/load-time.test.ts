import { expect, test } from 'vitest';
import { counterAt, loadTime } from './load-time.ts';
import type { Reading } from './sampler.ts';

const reading = (atMs: number, requests?: number): Reading => ({
  atMs,
  serverCpuMicros: atMs * 10,
  serverRssBytes: 1,
  generatorCpuMicros: 0,
  dependencies: [],
  idleOnesCpuMicros: 0,
  ownCpuMicros: 0,
  idleMs: 0,
  requests,
});
const run = { requests: 1000, plannedMs: 5000, readings: [] };

test('a run that is all load has no time of its own', () => {
  expect(loadTime({ ...run, totalMs: 5010, phases: { runningAtMs: 400 } })).toBeUndefined();
});

test('without phases the time is not known', () => {
  expect(loadTime({ ...run, totalMs: 8000, phases: {} })).toBeUndefined();
});

test('setup() and its requests are taken off', () => {
  const setup = { beganAtMs: 400, endedAtMs: 3400, requests: 40 };
  expect(loadTime({ ...run, totalMs: 8000, phases: { setup, runningAtMs: 3405 } })).toEqual({
    beginAtMs: 3400,
    endAtMs: 8400,
    requests: 960,
    setupMs: 3000,
    afterMs: 0,
  });
});

test('teardown() is taken off, with what it asked for', () => {
  const teardown = { seenAtMs: 5450, lastLoadAtMs: 5400, requests: 970 };
  const own = loadTime({ ...run, totalMs: 7000, phases: { runningAtMs: 400, teardown } });
  expect(own).toMatchObject({ beginAtMs: 400, endAtMs: 5400, requests: 970, afterMs: 2000 });
});

test('requests that end in a graceful stop do not count', () => {
  const readings = [reading(2400, 400), reading(5425, 900), reading(6000, 950)];
  const own = loadTime({ ...run, readings, totalMs: 7000, phases: { runningAtMs: 400 } });
  expect(own).toMatchObject({ requests: 900, afterMs: 2000 });
});

test('without a count at the end, the rate until then tells it, up to the next count', () => {
  const counted = (last: number) =>
    loadTime({
      ...run,
      readings: [reading(1425, 200), reading(4425, 800), reading(6000, last)],
      totalMs: 7000,
      phases: { runningAtMs: 400 },
    })?.requests;
  expect(counted(1000)).toBe(1000);
  expect(counted(990)).toBe(990);
});

test('iterations that end before their greatest duration end with the start of teardown()', () => {
  const teardown = { seenAtMs: 2450, lastLoadAtMs: 2350, requests: 1000 };
  const own = loadTime({ ...run, totalMs: 4000, plannedMs: 600_000, phases: { runningAtMs: 400, teardown } });
  expect(own).toMatchObject({ endAtMs: 2400, requests: 1000, afterMs: 2000 });
});

test('the lead-in is taken off, with the requests counted until its end', () => {
  const readings = [reading(900, 100), reading(1425, 200), reading(2400, 500), reading(5400, 1000)];
  const phases = { runningAtMs: 400 };
  expect(loadTime({ ...run, readings, leadInMs: 1000, totalMs: 5010, plannedMs: 5000, phases })).toEqual({
    beginAtMs: 1400,
    endAtMs: 5410,
    requests: 800,
    setupMs: 0,
    afterMs: 0,
  });
});

test('a load that was over within its lead-in has no time of its own', () => {
  const phases = { runningAtMs: 400 };
  expect(
    loadTime({
      ...run,
      leadInMs: 3000,
      totalMs: 1000,
      plannedMs: 5000,
      phases,
      readings: [reading(600, 1000)],
    }),
  ).toBeUndefined();
});

test('a counter between two readings', () => {
  const readings = [reading(0), reading(100), reading(300)];
  const cpu = ({ serverCpuMicros }: Reading) => serverCpuMicros;
  expect([-5, 50, 200, 900].map((atMs) => counterAt(readings, atMs, cpu))).toEqual([0, 500, 2000, 3000]);
});
