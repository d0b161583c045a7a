import { describe, expect, it } from 'vitest';
import { failedRow, fiveServers, measuredRow, report, stall } from './fixture/report.ts';
import { renderOpenMetrics } from './open-metrics.ts';

const sample = /^[a-z_]+\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\} -?[\d.e+-]+$/;

describe('renderOpenMetrics', () => {
  it('is families of gauges that end in # EOF, every sample well-formed', () => {
    const lines = renderOpenMetrics(fiveServers()).split('\n');
    expect(lines.slice(-2)).toEqual(['# EOF', '']);
    const samples = lines.filter((line) => line !== '' && !line.startsWith('#'));
    expect(samples.length).toBeGreaterThan(50);
    expect(samples.filter((line) => !sample.test(line))).toEqual([]);
  });

  it('gives times in seconds, as OpenMetrics asks', () => {
    const row = measuredRow({ cpuMicrosPerRequest: { median: 8.1, low: 8, high: 8.2, rounds: 5 } });
    expect(renderOpenMetrics(report([row]))).toMatch(
      /bench_cpu_per_request_seconds\{[^}]*bound="median"\} 0\.0000081\n/,
    );
  });

  it('has no sample where there is no figure, and says which rows failed', () => {
    const row = measuredRow({ coldStartMs: { unavailable: 'not launched' } });
    const text = renderOpenMetrics(report([row, failedRow()]));
    expect(text).not.toContain('bench_cold_start_seconds{');
    expect(text).toMatch(/bench_measured\{server="rust-wasm",[^}]*\} 0/);
  });

  it('carries findings with what they invalidate', () => {
    const text = renderOpenMetrics(report([measuredRow({ findings: [stall] })]));
    expect(text).toContain(
      'code="delayed-ack-stall",invalidates="requestsPerSecond latencyMs cpuMicrosPerRequest"',
    );
  });

  it('escapes hostile names and never repeats a series', () => {
    const server = 'a"} 1\n# EOF\\';
    const text = renderOpenMetrics(report([measuredRow({ server }), measuredRow({ server })]));
    expect(text.match(/# EOF$/gm)).toHaveLength(1);
    const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(new Set(series).size).toBe(series.length);
    expect(series.filter((line) => !sample.test(line))).toEqual([]);
  });
});
