import { describe, expect, it } from 'vitest';
import type { RowCapacity } from '../schema/report.ts';
import { failedRow, figure, fiveServers, measuredRow, report, saturated, stall } from './fixture/report.ts';
import { renderTerminal } from './terminal.ts';

function lineOf(text: string, start: string): string {
  const line = text.split('\n').find((candidate) => candidate.startsWith(start));
  if (line === undefined) throw new Error(`no line starts with ${start}:\n${text}`);
  return line;
}

describe('renderTerminal', () => {
  it('puts the least CPU per request first, then what has no rank, then what failed', () => {
    const names = ['Rust native', 'Go', 'Node', 'Rust Wasm AOT', 'Rust Wasm '];
    const text = renderTerminal(fiveServers(), { columns: 200 });
    const places = names.map((name) => text.indexOf(`\n${name}`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.every((place) => place > 0)).toBe(true);
  });

  it('brackets exactly the figures that a finding invalidates and says why below', () => {
    const text = renderTerminal(report([measuredRow({ findings: [saturated] })]));
    const line = lineOf(text, 'Rust native');
    expect(line).toContain('[14,210]');
    expect(line.match(/\[/g)).toHaveLength(1);
    expect(text).toContain(saturated.summary);
    expect(text).toContain(saturated.remedy);
    expect(text).toContain('generatorCores 1.42');
    expect(text).toContain('Not ranked');
  });

  it('orders by capacity where it was searched, and shows a bound as what it is', () => {
    const base = { p99LimitMs: 50, generatorCores: figure(0.5), idleCores: figure(0.9) };
    const searched = (label: string, capacity: RowCapacity) =>
      measuredRow({ label, scenario: 'capacity', cpuMicrosPerRequest: figure(label.length), capacity });
    const text = renderTerminal(
      report([
        searched('A', { state: 'generator-bound', atLeast: figure(9000), ...base }),
        searched('BB', { state: 'found', requestsPerSecond: figure(4000), ...base }),
        searched('CCC', { state: 'found', requestsPerSecond: figure(7000), ...base }),
        searched('DDDD', { state: 'none-held', p99LimitMs: 50, lowestTried: 10 }),
      ]),
      { columns: 220 },
    );
    expect(text).toContain('greatest capacity first');
    const places = ['CCC', 'BB', 'A', 'DDDD'].map((name) => text.indexOf(`\n${name} `));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(lineOf(text, 'A ')).toContain('[≥ 9,000]');
    expect(lineOf(text, 'CCC')).toContain('7,000');
    expect(lineOf(text, 'CCC')).toContain('0.500, 0.900 idle');
    expect(renderTerminal(fiveServers())).not.toContain('Capacity');
  });

  it('orders by requests/s under another generator, and names it with what it costs itself', () => {
    const loaded = (label: string, rate: number) =>
      measuredRow({
        label,
        scenario: 'saturation',
        requestsPerSecond: figure(rate),
        cpuMicrosPerRequest: figure(rate),
        generator: { program: 'wrk', version: '4.1.0', cpuMicrosPerRequest: figure(11.5) },
      });
    const slow = loaded('Slow', 20_000);
    const text = renderTerminal(report([slow, loaded('Quick', 60_000), measuredRow()]), { columns: 240 });
    expect(text).toContain(
      'Scenario saturation, launcher process, loaded by wrk 4.1.0, most requests/s first',
    );
    expect(text.indexOf('\nQuick ')).toBeLessThan(text.indexOf('\nSlow '));
    expect(lineOf(text, 'Quick ')).toMatch(/wrk 4\.1\.0 +11\.5 /);
    expect(text.match(/Generator/g)).toHaveLength(1);
    const bracketed = renderTerminal(report([{ ...slow, findings: [saturated] }, loaded('Quick', 10_000)]));
    expect(bracketed.indexOf('\nQuick ')).toBeLessThan(bracketed.indexOf('\nSlow '));
  });

  it('shows what happened to a server that failed, and how to fix it', () => {
    const text = renderTerminal(report([measuredRow(), failedRow()]));
    expect(lineOf(text, 'Rust Wasm')).toContain('failed: SERVER_NOT_READY');
    expect(text).toContain('answered nothing on');
    expect(text).toContain('raise the option readyTimeout');
  });

  it('names a server that failed once, though its message names it too', () => {
    const message = 'rust-wasm: the port is taken';
    const text = renderTerminal(
      report([failedRow({ errors: [{ code: 'PORT_IN_USE', message, fix: 'Stop it.' }] })]),
    );
    expect(text).toContain('  Rust Wasm: the port is taken\n');
  });

  it('marks rows of different runs and forbids comparing them', () => {
    const text = renderTerminal(report([measuredRow(), measuredRow({ label: 'Go', runId: 'other' })]));
    expect(text).toContain('do not compare figures across runs');
    expect(lineOf(text, 'Rust native')).toMatch(/ [AB] /);
    expect(renderTerminal(report([measuredRow()]))).not.toContain('do not compare');
  });

  it('shows a figure that could not be measured as a dash, never as a number', () => {
    const row = measuredRow({ cpuMicrosPerRequest: { unavailable: 'no cgroup' } });
    const shown = lineOf(renderTerminal(report([row])), 'Rust native');
    expect(shown).toContain(' – ');
    expect(shown).not.toMatch(/NaN|undefined|null/);
  });

  it('says which size a size is', () => {
    const image = measuredRow({ label: 'Go', imageBytes: figure(9_600_000, 0) });
    const text = renderTerminal(report([measuredRow(), image]));
    expect(lineOf(text, 'Rust native')).toContain('1.35 MB files');
    expect(lineOf(text, 'Go')).toContain('9.6 MB image');
  });

  it.each([60, 80, 100, 120, 160])('keeps every figure in a terminal of %d columns', (columns) => {
    const text = renderTerminal(report([measuredRow({ findings: [stall] })]), { columns });
    for (const part of [
      'Avg',
      'p99',
      'rps',
      'CPU',
      'Failed',
      'Size',
      'RAM at rest',
      'RAM peak',
      'Cold start',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('shows RSS under its own name where a row does not know PSS', () => {
    const whole = renderTerminal(report([measuredRow()]));
    expect(whole).toContain('RAM at rest');
    expect(whole).not.toContain('RSS');
    const old = measuredRow({ pssAtRestBytes: undefined, pssPeakBytes: undefined });
    const ofOlder = renderTerminal(report([old]));
    expect(ofOlder).toMatch(/RSS at rest +RSS peak/);
    expect(ofOlder).not.toContain('RAM');
    const unknown = { unavailable: 'PSS cannot be read: EACCES at /proc/7/smaps_rollup' };
    const hidden = renderTerminal(report([measuredRow({ pssAtRestBytes: unknown, pssPeakBytes: unknown })]), {
      columns: 200,
    });
    expect(hidden).toMatch(/RAM at rest +RSS at rest +RAM peak +RSS peak/);
  });

  it('fits its tables in 80 columns', () => {
    const tables = renderTerminal(fiveServers(), { columns: 80 }).split('\nRun ')[0] as string;
    expect(Math.max(...tables.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('lets no name move the cursor, forge a line or fill the screen', () => {
    const label = `\u001b[2J\u001b]0;x\u0007a\nRust native  0.01\u202e${'x'.repeat(10_000)}`;
    const text = renderTerminal(
      report([measuredRow({ label }), measuredRow({ label: '日本語 العربية 👩‍👩‍👧' })]),
    );
    for (const character of ['\u001b', '\u0007', '\u202e']) expect(text).not.toContain(character);
    expect(text.split('\n').filter((line) => line.startsWith('Rust native'))).toHaveLength(0);
    expect(text).not.toContain('x'.repeat(100));
    expect(text).toContain('日本語 العربية 👩‍👩‍👧');
  });
});
