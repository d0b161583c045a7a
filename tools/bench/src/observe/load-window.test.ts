import { expect, test } from 'vitest';
import { loadWindow } from './load-window.ts';
import type { Reading } from './sampler.ts';

const reading = (atMs: number, busy: { server: number; generator: number; idle: number }): Reading => ({
  atMs,
  serverCpuMicros: busy.server * 1000,
  serverRssBytes: 5,
  generatorCpuMicros: busy.generator * 1000,
  dependencies: [],
  idleOnesCpuMicros: 0,
  ownCpuMicros: 0,
  idleMs: busy.idle,
});

test("k6's start-up is not part of the load", () => {
  const readings = [
    reading(0, { server: 0, generator: 0, idle: 0 }),
    reading(1000, { server: 0, generator: 1000, idle: 1000 }),
    reading(2000, { server: 500, generator: 1500, idle: 2000 }),
  ];
  expect(loadWindow(readings, 1000, { cpus: 2 }).generatorCores).toBeCloseTo(0.5);
});

test('what nobody of ours used and was not idle is foreign', () => {
  const readings = [
    reading(0, { server: 0, generator: 0, idle: 0 }),
    reading(1000, { server: 400, generator: 600, idle: 700 }),
  ];
  const { machine } = loadWindow(readings, 1000, { cpus: 2 });
  expect(machine.foreignCores).toBeCloseTo(0.3);
  expect(machine.idleCores).toBeCloseTo(0.7);
});

test('the half second in which others had most is told, however little they had in all', () => {
  const busyUntil = (ms: number) =>
    reading(ms, { server: 0, generator: 0, idle: ms < 1500 ? 2 * ms : 2 * ms - 600 });
  const { machine } = loadWindow([0, 500, 1000, 1500, 2000].map(busyUntil), 2000, { cpus: 2 });
  expect(machine.foreignCores).toBeCloseTo(0.3);
  expect(machine.mostForeignCores).toBeCloseTo(1.2);
});

test('cores of a generator that are counted late elsewhere are not those of others', () => {
  const readings = [0, 500, 1000].map((ms) =>
    reading(ms, { server: 0.4 * ms, generator: 0, idle: 0.7 * ms }),
  );
  const { generatorCores, machine } = loadWindow(readings, 1000, { cpus: 2, knownCores: 0.6 });
  expect(generatorCores).toBe(0.6);
  expect(machine.foreignCores).toBeCloseTo(0.3);
  expect(machine).not.toHaveProperty('mostForeignCores');
});

test('what the hypervisor stole is told apart, where the system counts it', () => {
  const before = reading(0, { server: 0, generator: 0, idle: 0 });
  const after = reading(1000, { server: 400, generator: 600, idle: 700 });
  const { machine } = loadWindow(
    [
      { ...before, stolenMs: 5000 },
      { ...after, stolenMs: 5200 },
    ],
    1000,
    { cpus: 2 },
  );
  expect(machine.stolenCores).toBeCloseTo(0.2);
  expect(loadWindow([before, after], 1000, { cpus: 2 }).machine).not.toHaveProperty('stolenCores');
});

test('a sample says how busy the server was since the one before it', () => {
  const readings = [
    reading(0, { server: 0, generator: 0, idle: 0 }),
    reading(250, { server: 125, generator: 0, idle: 0 }),
  ];
  expect(loadWindow(readings, 250, { cpus: 2 }).samples).toEqual([
    { atMs: 250, serverCores: 0.5, rssBytes: 5 },
  ]);
});
