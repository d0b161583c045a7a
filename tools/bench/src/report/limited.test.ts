import { expect, test } from 'vitest';
import type { Finding } from '../schema/finding.ts';
import { limitedServer } from './fixture/limited-server.ts';
import { failedRow, figure, measuredRow, report } from './fixture/report.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';
import { limitedGroups } from './view/limited-groups.ts';

const noisy: Finding = {
  code: 'noisy-host',
  summary: 'Other processes used 1.2 of 2 cores.',
  evidence: { foreignCores: 1.2 },
  remedy: 'Stop what else runs.',
  invalidates: ['requestsPerSecond', 'latencyMs'],
};

const both = () => report([...limitedServer('Go', 4000), ...limitedServer('Native', 8000)]);

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
  const [group] = limitedGroups(report(limitedServer('Go', 4000, { findings: [noisy] })));
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
    ...limitedServer('Native', 8000),
    failedRow({ server: 'go', label: 'Go', scenario: 'closed' }),
    failedRow({ server: 'go', label: 'Go', scenario: 'open' }),
  ];
  expect(limitedGroups(report(rows))[0]?.rows).toMatchObject([
    { label: 'Native', status: 'measured' },
    { label: 'Go', status: 'failed' },
  ]);
});

test('a share of what the server did not bound is said to be none of its capacity', () => {
  const ofGenerator = {
    share: 0.5,
    of: 'closed',
    requestsPerSecond: figure(2000),
    bound: 'generator' as const,
  };
  const mixed = report([
    ...limitedServer('Native', 8000),
    ...limitedServer('Go', 4000, { rateShare: ofGenerator }),
  ]);
  expect(renderTerminal(mixed)).toContain("each server's own requests/s, which are not the capacity of Go");
  expect(renderTerminal(both())).not.toContain('capacity of');
});

test('without a limit or a share of the rate the tables are as ever', () => {
  expect(limitedGroups(report([measuredRow(), measuredRow({ scenario: 'open' })]))).toEqual([]);
});
