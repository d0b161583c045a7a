import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failedRow, measuredRow, report, saturated } from '../fixture/report.ts';
import { extendHistory, readHistory } from './history-file.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bench-history-'));
  file = path.join(folder, 'deep/history.jsonl');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('extendHistory', () => {
  it('adds a run once, however often its report is made', async () => {
    await extendHistory(report([measuredRow(), measuredRow({ server: 'go' })]), file);
    await extendHistory(report([measuredRow(), measuredRow({ server: 'go' })]), file);
    expect(await readHistory(file)).toHaveLength(2);
    const entries = await extendHistory(report([measuredRow({ runId: 'next' })]), file);
    expect(entries.map(({ runId, server }) => `${runId.slice(0, 4)} ${server}`)).toContain(
      'next rust-native',
    );
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(3);
  });

  it('keeps no figure that says nothing, and no row that failed', async () => {
    const [entry, ...others] = await extendHistory(
      report([
        measuredRow({
          findings: [saturated],
          rssPeakBytes: { unavailable: 'x' },
          pssPeakBytes: { unavailable: 'x' },
        }),
        failedRow(),
      ]),
      file,
    );
    expect(others).toEqual([]);
    expect(Object.keys(entry?.figures ?? {})).toEqual(['latencyP99Ms', 'cpuMicrosPerRequest', 'coldStartMs']);
  });

  it('names the line that it cannot read', async () => {
    await extendHistory(report([measuredRow()]), file);
    await appendFile(file, '{"runId": 3}\n');
    await expect(readHistory(file)).rejects.toMatchObject({
      code: 'HISTORY_INVALID',
      message: expect.stringContaining('line 2 of'),
    });
  });
});
