import { expect, test } from 'vitest';
import { renderBencher } from './bencher.ts';
import { failedRow, figure, measuredRow, report, saturated, stall } from './fixture/report.ts';
import { renderGithubActionBenchmark } from './github-action-benchmark.ts';

const healthy = report([
  measuredRow({ server: 'go', coldStartMs: { median: 4, rounds: 2, noInterval: '2 measurements' } }),
]);
const named = (text: string) => (JSON.parse(text) as { name: string }[]).map((entry) => entry.name);

test('github-action-benchmark gets what is better lower and what is better higher apart', () => {
  const lower = renderGithubActionBenchmark(healthy, 'lower');
  expect(JSON.parse(lower)).toContainEqual({
    name: 'go/closed cpu-per-request',
    unit: 'µs',
    value: 17.1,
    range: '± 0.513',
    extra: expect.stringContaining('5 rounds'),
  });
  expect(named(lower)).not.toContain('go/closed requests-per-second');
  expect(named(renderGithubActionBenchmark(healthy, 'higher'))).toEqual(['go/closed requests-per-second']);
});

test('Bencher gets value and bounds by benchmark and measure', () => {
  const benchmarks = JSON.parse(renderBencher(healthy));
  expect(benchmarks['go/closed']['cpu-per-request-us']).toEqual({
    value: 17.1,
    lower_value: figureOf(17.1).low,
    upper_value: figureOf(17.1).high,
  });
  expect(benchmarks['go/closed']['requests-per-second']).toHaveProperty('value', 14_210);
});

test('a figure without an interval has no bounds', () => {
  expect(JSON.parse(renderBencher(healthy))['go/closed']['cold-start-ms']).toEqual({ value: 4 });
});

test('what a finding makes meaningless, what failed and what is not there is not tracked', () => {
  const spoiled = report([
    measuredRow({ server: 'a', findings: [saturated] }),
    measuredRow({ server: 'b', findings: [stall] }),
    failedRow({ server: 'c' }),
  ]);
  const names = [
    ...named(renderGithubActionBenchmark(spoiled, 'lower')),
    ...named(renderGithubActionBenchmark(spoiled, 'higher')),
  ];
  expect(names).toContain('a/closed cpu-per-request');
  for (const absent of [
    'a/closed requests-per-second',
    'b/closed latency-p50',
    'b/closed cpu-per-request',
    'a/closed image-size',
  ]) {
    expect(names).not.toContain(absent);
  }
  expect(names.filter((name) => name.startsWith('c/'))).toEqual([]);
});

test('a launcher that is not the default one is another benchmark', () => {
  expect(JSON.parse(renderBencher(report([measuredRow({ launcher: 'docker' })])))).toHaveProperty([
    'rust-native/closed/docker',
  ]);
});

function figureOf(median: number): { low: number; high: number } {
  return figure(median) as { low: number; high: number; median: number; rounds: number };
}
