import { expect, test } from 'vitest';
import { gotCheaper, type Level, levelOf, type Progress } from './level.ts';

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
function levelAt(costs: readonly number[], earlier: readonly Level[] = [], stretchMs = 2000) {
  const progress = loadOf(costs, stretchMs);
  const index = progress.findIndex((_, last) => levelOf(progress.slice(0, last + 1), earlier) !== undefined);
  return progress[index]?.atMs;
}

const launch = (fullSpeedMs: number, level: number, first = level): Level => ({
  fullSpeedMs,
  cpuMicrosPerRequest: { first, level },
});

test('a server that never warms up is level within seconds, once an earlier launch has shown that', () => {
  const costs = [37, 36, 37, 38, 39, 37, 38];
  expect(levelAt(costs)).toBe(8500);
  expect(levelAt(costs, [launch(1000, 37), launch(500, 36)])).toBe(2500);
  expect(levelAt(costs, [launch(1000, 25)])).toBe(4500);
});

test('a launch that does not come down to the level of an earlier one is watched for longer than that needed', () => {
  const stepAt20s = [...Array.from({ length: 10 }, () => 60), ...Array.from({ length: 10 }, () => 40)];
  expect(levelAt(stepAt20s)).toBeLessThan(20_000);
  expect(levelAt(stepAt20s, [launch(20_000, 30)])).toBeGreaterThan(20_000);
  expect(levelAt(stepAt20s, [launch(20_000, 40, 60)])).toBeLessThanOrEqual(22_000);
});

/** Node 20 from its start under a quota of 1 ms in each 10 ms, as measured, µs a request in each half second. */
const node = [
  [
    2981, 1047, 763, 1492, 1435, 1201, 365, 386, 225, 424, 416, 201, 283, 257, 380, 211, 400, 439, 321, 703,
    320, 236, 126, 242, 219, 206, 168, 117, 159, 124, 228, 185, 164, 159, 84, 116, 72, 88, 54, 58, 75, 52, 47,
    46, 49, 41, 59, 62, 47, 54, 44, 39, 49, 51, 42, 47, 40, 57, 43, 64, 48, 53, 50, 54, 50, 64, 41, 61, 52,
    58, 42, 39, 40, 45, 32, 55, 43, 32, 46, 40, 39, 41, 47, 54, 48, 38, 45, 32, 50, 68,
  ],
  [
    4061, 1827, 1747, 801, 819, 757, 625, 707, 522, 704, 836, 443, 307, 278, 446, 534, 350, 288, 348, 312,
    349, 304, 297, 259, 183, 238, 148, 207, 272, 244, 250, 180, 158, 129, 91, 158, 93, 97, 103, 76, 69, 76,
    64, 55, 52, 59, 47, 33, 52, 49, 33, 35, 35, 58, 44, 51, 60, 60, 43, 40, 82, 56, 55, 100, 59, 57, 49, 53,
    58, 35,
  ],
];

test.each(node)('no pause in the fall of Node is its level', (...costs) => {
  const at = levelAt(costs, [], 500)!;
  expect(at).toBeGreaterThan(22_000);
  const { fullSpeedMs, cpuMicrosPerRequest } = levelOf(loadOf(costs, 500).filter(({ atMs }) => atMs <= at))!;
  expect(cpuMicrosPerRequest.level).toBeLessThan(60);
  expect(fullSpeedMs).toBeGreaterThan(15_000);
  expect(gotCheaper({ cpuMicrosPerRequest })).toBe(true);
});

test('a pause of eight seconds, few requests long, is none either: two rounds were published as level in it', () => {
  const pause = (cost: number) => [1075, 700, cost, cost, cost, cost, cost, 100, 60, 48, 48, 48, 48, 48, 48];
  for (const cost of [347, 132]) {
    const progress = loadOf(pause(cost));
    const at = levelAt(pause(cost))!;
    expect(levelOf(progress.filter(({ atMs }) => atMs <= at))!.cpuMicrosPerRequest.level).toBeLessThan(60);
  }
});

test('nor is a pause of twenty seconds on the way down within half of that limit', () => {
  const pause = [...Array.from({ length: 14 }, () => 430), 200, 90, ...Array.from({ length: 20 }, () => 50)];
  const halfOfTheCpu = loadOf([2000, 700, ...pause]).map((reading) => ({
    ...reading,
    cpuMicros: reading.cpuMicros / 2,
    requests: reading.requests / 2,
  }));
  const at = halfOfTheCpu.findIndex((_, last) => levelOf(halfOfTheCpu.slice(0, last + 1)) !== undefined);
  expect(levelOf(halfOfTheCpu.slice(0, at + 1))!.cpuMicrosPerRequest.level).toBeLessThan(60);
});

test('a server that answers few is level when its cost has stood still for long', () => {
  expect(levelAt(Array.from({ length: 20 }, () => 8000))).toBe(20_500);
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
