import { describe, expect, it } from 'vitest';
import { failedRow, figure, fiveServers, measuredRow, report, stall } from './fixture/report.ts';
import { escapeMarkdown, renderMarkdown } from './markdown.ts';

function tableLines(markdown: string): string[] {
  return markdown.split('\n').filter((line) => line.startsWith('|'));
}

function cells(line: string): string[] {
  return line.split(/(?<!\\)\|/).slice(1, -1);
}

describe('renderMarkdown', () => {
  it('gives every line of a table the same number of cells, failed rows too', () => {
    const lines = tableLines(renderMarkdown(fiveServers()));
    expect(lines).toHaveLength(7);
    expect(new Set(lines.map((line) => cells(line).length))).toEqual(new Set([13]));
  });

  it('brackets what a finding invalidates and lists the finding with evidence and remedy', () => {
    const markdown = renderMarkdown(report([measuredRow({ findings: [stall] })]));
    expect(markdown).toContain('\\[17.1\\]');
    expect(markdown).toContain('`delayed-ack-stall`');
    expect(markdown).toContain('receivingP50Ms 40.7');
    expect(markdown).toContain('TCP\\_NODELAY');
  });

  it('shows the code, the cause and the fix of a failed row', () => {
    const markdown = renderMarkdown(report([failedRow()]));
    expect(tableLines(markdown).at(-1)).toContain('`SERVER_NOT_READY`');
    expect(markdown).toContain('answered nothing');
    expect(markdown).toContain('raise the option readyTimeout');
  });

  it('has columns for what only containers have where some row has it, and there alone', () => {
    const ofContainer = measuredRow({ anonymousAtRestBytes: figure(180_000), launcher: 'docker' });
    const [head, , row] = tableLines(renderMarkdown(report([ofContainer])));
    expect(head).toContain('Anonymous');
    expect(row).toContain('180 kB');
    expect(head).not.toContain('Pull');
    expect(tableLines(renderMarkdown(report([measuredRow()])))[0]).not.toContain('Anonymous');
  });

  it('forbids comparing rows of different runs', () => {
    const markdown = renderMarkdown(report([measuredRow(), measuredRow({ runId: 'other' })]));
    expect(markdown).toContain('do not compare figures across runs');
  });

  it('keeps a hostile name inside its cell, as text', () => {
    const label = '| x | <img src=x onerror=alert(1)> [a](http://b) `c` **d** \n\n# e @everyone';
    const [, , row] = tableLines(renderMarkdown(report([measuredRow({ label })])));
    expect(cells(row as string)).toHaveLength(13);
    expect(row).not.toMatch(/<img|(?<!\\)\[a|(?<!\\)`c|(?<!\\)\*\*d/);
  });
});

describe('escapeMarkdown', () => {
  it('leaves ordinary words alone', () => {
    expect(escapeMarkdown('Rust Wasm, 8.1 µs of CPU; 95 %')).toBe('Rust Wasm, 8.1 µs of CPU; 95 %');
  });

  it('keeps a line that begins as a list does a line', () => {
    expect(escapeMarkdown('0.1 cores')).toBe('0.1 cores');
    expect(escapeMarkdown('1) one')).toBe('1\\) one');
    expect(escapeMarkdown('- one')).toBe('\\- one');
  });

  it('stops links that GitHub would make by itself', () => {
    expect(escapeMarkdown('https://a.example www.b.example')).not.toMatch(/https:|www\./);
  });
});
