import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginSearch, candidatesOf, openSkips, type Search, stepsFor } from './search.ts';

let folder: string;
const commits: string[] = [];
const git = (...args: string[]) =>
  execaSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.test', ...args], { cwd: folder }).stdout;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-bisect-'));
  git('init', '--quiet', '--initial-branch=main');
  for (let commit = 0; commit < 17; commit += 1) {
    writeFileSync(join(folder, 'file'), String(commit));
    git('add', '--all');
    git('commit', '--quiet', '--message', `Commit ${commit}`);
    commits.push(git('rev-parse', 'HEAD'));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Asks about commits until one is left. */
async function run(firstBad: number, unusable: number[] = []): Promise<{ found: string[]; asked: number }> {
  let search: Search = await beginSearch(commits[0]!, commits[16]!, folder);
  for (let asked = 0; ; asked += 1) {
    const [next] = await candidatesOf(search, folder);
    if (next === undefined) return { found: [search.bad, ...(await openSkips(search, folder))], asked };
    const place = commits.indexOf(next);
    if (unusable.includes(place)) search = { ...search, skipped: new Set([...search.skipped, next]) };
    else if (place >= firstBad) search = { ...search, bad: next };
    else search = { ...search, goods: [...search.goods, next] };
  }
}

test('every first bad commit of sixteen is found, in the steps that halving takes', async () => {
  for (let firstBad = 1; firstBad <= 16; firstBad += 1) {
    const { found, asked } = await run(firstBad);
    expect(found).toEqual([commits[firstBad]]);
    expect(asked).toBeLessThanOrEqual(stepsFor(15) - 2);
  }
});

test('commits that cannot be measured are gone around, and named where one of them may be it', async () => {
  expect((await run(5, [8, 9])).found).toEqual([commits[5]]);
  const { found } = await run(8, [7, 8]);
  expect(found.toSorted()).toEqual([commits[9], commits[8], commits[7]].toSorted());
});

test('ends the wrong way round are refused', async () => {
  await expect(beginSearch(commits[5]!, commits[2]!, folder)).rejects.toMatchObject({
    code: 'BISECT_NOT_ANCESTOR',
  });
  await expect(beginSearch(commits[5]!, commits[5]!, folder)).rejects.toMatchObject({
    code: 'BISECT_NOT_ANCESTOR',
  });
});
