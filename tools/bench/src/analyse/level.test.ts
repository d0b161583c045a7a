import { expect, test } from 'vitest';
import { levelOf, type Progress } from './level.ts';

/** Readings twice a second at a tenth of a core, by the cost of each stretch of two seconds, µs a request. */
function loadOf(costs: readonly number[], stretchMs = 2000): Progress[] {
  let [cpuMicros, requests] = [0, 0];
  const progress: Progress[] = [{ atMs: 0, cpuMicros, requests }];
  for (const cost of costs) {
    for (let part = 0; part < stretchMs / 500; part += 1) {
      cpuMicros += 50_000;
      requests += 50_000 / cost;
      progress.push({ atMs: progress.length * 500, cpuMicros, requests });
    }
  }
  return progress;
}

/** How long a load had to be, ms. */
function levelAt(costs: readonly number[], earlierMs: readonly number[] = []): number | undefined {
  const progress = loadOf(costs);
  const index = progress.findIndex(
    (_, last) => levelOf(progress.slice(0, last + 1), earlierMs) !== undefined,
  );
  return progress[index]?.atMs;
}

test('a server that never warms up is level within seconds, once an earlier launch has shown that', () => {
  const costs = [37, 36, 37, 38, 39, 37, 38];
  expect(levelAt(costs)).toBe(8500);
  expect(levelAt(costs, [1000, 500])).toBe(4500);
});

test('a launch is watched for longer than an earlier one needed', () => {
  const stepAt20s = [...Array.from({ length: 10 }, () => 60), ...Array.from({ length: 10 }, () => 40)];
  expect(levelAt(stepAt20s)).toBeLessThan(20_000);
  expect(levelAt(stepAt20s, [20_000])).toBeGreaterThan(20_000);
});

test('a compiler at work is waited for: Node 20 from its start under a quota of 1 ms in each 10 ms', () => {
  const costs = [614, 421, 282, 212, 149, 145, 78, 72, 51, 56, 45, 40, 47, 50, 46, 43, 52, 48, 52, 45];
  const at = levelAt(costs)!;
  expect(at).toBeLessThanOrEqual(30_000);
  const level = levelOf(loadOf(costs).filter(({ atMs }) => atMs <= at))!;
  expect(level.fullSpeedMs).toBeGreaterThanOrEqual(16_000);
  expect(level.fullSpeedMs).toBeLessThanOrEqual(24_000);
  expect(level.cpuMicrosPerRequest.first).toBeCloseTo(614);
  expect(level.cpuMicrosPerRequest.level).toBeLessThan(56);
});

test('a cost that falls for as long as one looks is not level', () => {
  expect(levelAt(Array.from({ length: 20 }, (_, index) => 500 * 0.8 ** index))).toBeUndefined();
});

test('a load that nothing answers has no level', () => {
  const silent = Array.from({ length: 40 }, (_, index) => ({ atMs: index * 500, cpuMicros: 0, requests: 0 }));
  expect(levelOf(silent)).toBeUndefined();
  expect(levelOf([])).toBeUndefined();
});

test('the time counts from the first request, not from the start of the generator', () => {
  const late = loadOf([37, 37, 37, 37, 37]).map((reading) => ({ ...reading, atMs: reading.atMs + 5000 }));
  const level = levelOf([{ atMs: 0, cpuMicros: 0, requests: 0 }, ...late])!;
  expect(level.fullSpeedMs).toBe(1000);
});
