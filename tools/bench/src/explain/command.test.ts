import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { explainCommand } from './command.ts';

const summary = 'http_req_failed......: 10.00% 1 out of 10\nhttp_reqs......: 10 1/s\n';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'explain-'));
  writeFileSync(join(folder, 'a.txt'), summary);
  writeFileSync(join(folder, 'b.log'), summary.replace('10 1/s', '20 2/s'));
  writeFileSync(join(folder, 'other.json'), '{"name": "no summary"}');
  writeFileSync(join(folder, 'image.png'), '');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function explained(paths: string[], json = false) {
  const printed = { out: '', error: '' };
  const all = await explainCommand(
    paths.map((path) => join(folder, path)),
    { json },
    {
      out: (text) => {
        printed.out += text;
      },
      error: (text) => {
        printed.error += text;
      },
    },
  );
  return { all, ...printed };
}

test('a folder gives its summaries beside one another, and says which files held none', async () => {
  const { all, out, error } = await explained(['']);
  expect(all).toBe(true);
  expect(out).toMatch(/^a\.txt: 1 request\/s[\s\S]*\n\nb\.log: 2 requests\/s/);
  expect(out).toMatch(/not interleaved/);
  expect(error).toMatch(/1 other file holds no k6 summary: .*other\.json/);
});

test('a file that is named and holds none is an error, and the others are explained', async () => {
  const { all, out, error } = await explained(['other.json', 'a.txt']);
  expect(all).toBe(false);
  expect(out).toMatch(/^a\.txt: 1 request\/s/);
  expect(error).toMatch(/^NOT_A_SUMMARY: .*other\.json: expected .* JSON without k6 metrics/);
});

test('a file that is not there is refused before anything is read', async () => {
  await expect(explained(['nowhere.txt'])).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});

test('JSON has an object for each run, with all verdicts', async () => {
  const { out } = await explained(['a.txt', 'b.log'], true);
  const runs = JSON.parse(out) as { load: { requests: number }; verdicts: { state: string }[] }[];
  expect(runs.map(({ load }) => load.requests)).toEqual([10, 20]);
  const states = runs[0]!.verdicts.map(({ state }) => state);
  expect(states).toEqual(expect.arrayContaining(['present', 'unknown']));
});
