import { expect, test } from 'vitest';
import type { Finding } from '../schema/finding.ts';
import type { MeasuredRow } from '../schema/report.ts';
import { failedRow, figure, latency, measuredRow, report } from './fixture/report.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';
import { limitedGroups } from './view/limited-groups.ts';

const saturated: Finding = {
  code: 'server-saturated',
  summary: 'All 100 VUs wait for the server.',
  evidence: { vus: 100 },
  remedy: 'Take latency from an open scenario below the capacity.',
  invalidates: ['latencyMs'],
};
const noisy: Finding = {
  code: 'noisy-host',
  summary: 'Other processes used 1.2 of 2 cores.',
  evidence: { foreignCores: 1.2 },
  remedy: 'Stop what else runs.',
  invalidates: ['requestsPerSecond', 'latencyMs'],
};

/** A server under its limit, and at half of what it did there. */
function server(label: string, rate: number, change: Partial<MeasuredRow> = {}): MeasuredRow[] {
  const cpuLimit = { by: 'quota' as const, cores: 0.1, periodMs: 10 };
  const of = { server: label.toLowerCase(), label, cpuLimit };
  return [
    measuredRow({
      ...of,
      requestsPerSecond: figure(rate),
      latencyMs: latency((100 / rate) * 1000),
      bound: { by: 'server-limit', because: 'the server uses 0.1 of the 0.1 cores', evidence: {} },
      fullSpeedMs: figure(21_000),
      findings: [saturated],
    }),
    measuredRow({
      ...of,
      scenario: 'open',
      requestsPerSecond: figure(rate / 2),
      rateShare: { share: 0.5, of: 'closed', requestsPerSecond: figure(rate / 2) },
      latencyMs: latency(3.3),
      bound: { by: 'rate', because: 'VUs are to spare', evidence: {} },
      ...change,
    }),
  ];
}

const both = () => report([...server('Go', 4000), ...server('Native', 8000)]);

test('servers within a limit stand in one table, the highest rate first, with latency at their share of it', () => {
  const [group, ...others] = limitedGroups(both());
  expect(others).toEqual([]);
  expect(group?.rows).toMatchObject([
    {
      label: 'Native',
      requestsPerSecond: { median: 8000 },
      latencyMs: { avg: { median: 3.3 } },
      findings: [],
    },
    { label: 'Go', requestsPerSecond: { median: 4000 } },
  ]);
});

test('the terminal shows that table alone, without a bracket or a note', () => {
  const text = renderTerminal(both());
  expect(text.match(/^Platform/gm)).toHaveLength(1);
  expect(text).toContain('0.1 CPU cores (1 ms in each 10 ms) each, launcher process, most requests/s first');
  expect(text).toMatch(/^Native +8,000.* its CPU limit /m);
  expect(text).not.toMatch(/\[|¹/);
});

test('Markdown has it first, and then each load by itself', () => {
  const heads = renderMarkdown(both()).match(/^### .*/gm);
  expect(heads).toMatchObject([
    expect.stringContaining('0.1 CPU cores'),
    '### Scenario closed, launcher process',
    '### Scenario open, launcher process',
  ]);
});

test('what is found of one load takes out the figures of that load alone', () => {
  const [group] = limitedGroups(report(server('Go', 4000, { findings: [noisy] })));
  expect(group?.rows).toMatchObject([
    {
      findings: [
        { code: 'noisy-host', summary: expect.stringMatching(/^open: /), invalidates: ['latencyMs'] },
      ],
    },
  ]);
});

test('a server that failed under either load has failed, and stands last', () => {
  const rows = [
    ...server('Native', 8000),
    failedRow({ server: 'go', label: 'Go', scenario: 'closed' }),
    failedRow({ server: 'go', label: 'Go', scenario: 'open' }),
  ];
  expect(limitedGroups(report(rows))[0]?.rows).toMatchObject([
    { label: 'Native', status: 'measured' },
    { label: 'Go', status: 'failed' },
  ]);
});

test('without a limit or a share of the rate the tables are as ever', () => {
  expect(limitedGroups(report([measuredRow(), measuredRow({ scenario: 'open' })]))).toEqual([]);
});
