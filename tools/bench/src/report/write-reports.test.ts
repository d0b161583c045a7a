import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { reportSchema } from '../schema/report.ts';
import { fiveServers } from './fixture/report.ts';
import { resultsFor } from './fixture/results.ts';
import { writeReports } from './write-reports.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bench-reports-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

it('writes every format and the schemas, twice over, and leaves nothing else', async () => {
  const report = fiveServers();
  await writeReports(report, resultsFor(report), folder);
  await writeReports(report, resultsFor(report), folder);
  expect((await readdir(folder)).sort()).toEqual([
    'history.jsonl',
    'report.bencher.json',
    'report.bigger-is-better.json',
    'report.csv',
    'report.html',
    'report.json',
    'report.md',
    'report.prom',
    'report.smaller-is-better.json',
    'report.v1.schema.json',
    'result.v1.schema.json',
  ]);
  const document = JSON.parse(await readFile(path.join(folder, 'report.json'), 'utf8'));
  expect(reportSchema.parse(document)).toEqual({ ...report, levelChanges: [] });
});
