import { describe, expect, it } from 'vitest';
import { renderCsv } from './csv.ts';
import { failedRow, figure, measuredRow, report, stall } from './fixture/report.ts';

/** RFC 4180 records of a text, read by the grammar and not by the writer's own rules. */
function parse(text: string): string[][] {
  const records: string[][] = [[]];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\r\n') records.push([]);
  }
  return records.filter((record) => record.length > 1);
}

function fields(text: string, index: number): Record<string, string> {
  const [head, ...rows] = parse(text);
  return Object.fromEntries((head ?? []).map((name, column) => [name, rows[index]?.[column] ?? '(none)']));
}

describe('renderCsv', () => {
  it('gives every figure with its interval and rounds in the unit of its name', () => {
    const row = measuredRow({ cpuMicrosPerRequest: { median: 17.1, low: 16.6, high: 17.6, rounds: 5 } });
    expect(fields(renderCsv(report([row])), 0)).toMatchObject({
      server: 'rust-native',
      'cpuMicrosPerRequest.median': '17.1',
      'cpuMicrosPerRequest.low': '16.6',
      'cpuMicrosPerRequest.high': '17.6',
      'cpuMicrosPerRequest.rounds': '5',
      failedRequests: '0',
    });
  });

  it('leaves a field empty where there is no figure or no interval', () => {
    const row = measuredRow({
      coldStartMs: { unavailable: 'not launched' },
      rssAtRestBytes: { median: 5, rounds: 1, noInterval: 'one reading' },
    });
    const text = renderCsv(report([row, failedRow()]));
    expect(fields(text, 0)).toMatchObject({ 'coldStartMs.median': '', 'rssAtRestBytes.low': '' });
    expect(fields(text, 1)).toMatchObject({ status: 'failed', requests: '', findings: 'SERVER_NOT_READY' });
  });

  it('names the figures that a finding takes out of the ranking', () => {
    const text = renderCsv(report([measuredRow({ findings: [stall], requestsPerSecond: figure(1) })]));
    expect(fields(text, 0).outOfRanking).toBe('requestsPerSecond latencyMs cpuMicrosPerRequest');
  });

  it('gives hostile names back as text and starts no formula', () => {
    const label = 'a,"b"\r\n| <script> 日本語';
    expect(fields(renderCsv(report([measuredRow({ label })])), 0).label).toBe(label);
    for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1']) {
      expect(fields(renderCsv(report([measuredRow({ label: formula })])), 0).label).toBe(`'${formula}`);
    }
  });
});
