import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { measuredResult } from '../analyse/fixture/result.ts';
import { benchFolder, clearServerFolder, readResults, resultFolder, writeResult } from './result-store.ts';

let workspaceRoot: string;
beforeEach(async () => {
  workspaceRoot = await mkdtemp(join(tmpdir(), 'bench-store-'));
});
afterEach(() => rm(workspaceRoot, { recursive: true, force: true }));

const limited = (cpus: number) => measuredResult({ server: 'go', cpus });
const found = async () => (await readResults(workspaceRoot)).map(({ server, cpus }) => [server, cpus]);

test('the results of a server within several limits are read by their limits, beside those of others', async () => {
  await writeResult(benchFolder(workspaceRoot), measuredResult({ server: 'node' }));
  for (const cpus of [1, 0.05, 1e-7]) await writeResult(benchFolder(workspaceRoot), limited(cpus));
  await mkdir(join(resultFolder(benchFolder(workspaceRoot), limited(0.05)), 'closed'), { recursive: true });
  await writeFile(join(workspaceRoot, 'dist/bench/report.json'), '{}');
  expect(await found()).toEqual([
    ['go', 1e-7],
    ['go', 0.05],
    ['go', 1],
    ['node', undefined],
  ]);
  expect(await readResults(workspaceRoot, ['node', 'gone'])).toHaveLength(1);
});

test('a new run of a server leaves none of the limits of the last', async () => {
  await writeResult(benchFolder(workspaceRoot), limited(0.05));
  await clearServerFolder(benchFolder(workspaceRoot), 'go');
  await writeResult(benchFolder(workspaceRoot), limited(0.1));
  expect(await found()).toEqual([['go', 0.1]]);
});
