import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { failedRow, fiveServers, report } from './fixture/report.ts';
import { writeJobSummary } from './job-summary.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bench-summary-'));
  file = path.join(folder, 'summary.md');
  await writeFile(file, 'before\n');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

it('adds the tables to what the job has said before', async () => {
  await writeJobSummary(fiveServers(), { GITHUB_STEP_SUMMARY: file });
  expect(await readFile(file, 'utf8')).toMatch(
    /^before\n## Benchmark\n\n### Scenario closed[\s\S]*\| Rust native/,
  );
});

it('stays under the limit, beyond which GitHub shows nothing', async () => {
  const errors = [{ code: 'X', message: 'x'.repeat(1024 * 1024), fix: 'y' }];
  await writeJobSummary(report([failedRow({ errors })]), { GITHUB_STEP_SUMMARY: file });
  expect(await readFile(file, 'utf8')).toContain('see report.md');
});

it('writes nothing where no workflow runs', async () => {
  await writeJobSummary(fiveServers(), {});
  expect(await readFile(file, 'utf8')).toBe('before\n');
});
