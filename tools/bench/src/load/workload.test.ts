import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { workloadsSchema } from '../schema/workload.ts';
import { type ReadyWorkload, readWorkload } from './workload.ts';
import { workloadForK6, workloadForWrk } from './workload-files.ts';

const root = mkdtempSync(join(tmpdir(), 'bench-workload-'));
writeFileSync(join(root, 'order.json'), '{ "lines": [] }\n');
writeFileSync(join(root, 'broken.json'), '{ "lines": [ }');
writeFileSync(join(root, 'picture'), Buffer.from([0x89, 0x50, 0xff, 0x0a, 0x22]));
afterAll(() => rmSync(root, { recursive: true }));

const read = (workload: object) =>
  readWorkload('asked', { workloads: workloadsSchema.parse({ asked: workload }) }, root);
const bodyOf = async (body: unknown) => {
  const { requests } = (await read({ method: 'POST', path: '/', body }))!;
  return { text: requests[0]!.body!.toString(), headers: requests[0]!.headers };
};

test('a body is a text, a file, or JSON, which says so', async () => {
  const json = { 'content-type': 'application/json' };
  expect(await bodyOf('plain')).toEqual({ text: 'plain', headers: {} });
  expect(await bodyOf({ file: 'order.json' })).toEqual({ text: '{ "lines": [] }\n', headers: {} });
  expect(await bodyOf({ json: { lines: [1] } })).toEqual({ text: '{"lines":[1]}', headers: json });
  expect(await bodyOf({ jsonFile: 'order.json' })).toEqual({ text: '{ "lines": [] }\n', headers: json });
});

test.each([
  [{ file: 'missing' }, /workload "asked": expected the file of a body, missing, found: ENOENT/],
  [{ jsonFile: 'broken.json' }, /workload "asked": expected JSON in broken\.json/],
])('of %j it is said what is wrong', async (body, said) => {
  await expect(read({ method: 'POST', path: '/', body })).rejects.toMatchObject({
    code: 'WORKLOAD_FILE_UNUSABLE',
    message: expect.stringMatching(said),
  });
});

test('a workload that nobody declares is named with those that are there', async () => {
  await expect(readWorkload('quote', { workloads: {} }, root)).rejects.toMatchObject({
    code: 'UNKNOWN_WORKLOAD',
    message: expect.stringContaining('found "quote"; there are: endpoint'),
  });
});

test.each([
  ['a body of a GET', { path: '/', body: 'x' }],
  ['a weight of 0', { requests: [{ path: '/', weight: 0 }] }],
  ['no request', { requests: [] }],
  ['a path without a slash', { path: 'quote' }],
  ['a field that there is not', { path: '/', bodyFile: 'x' }],
])('%s is refused', (_what, workload) => {
  expect(workloadsSchema.safeParse({ asked: workload }).success).toBe(false);
});

const mixed = (): Promise<ReadyWorkload | undefined> =>
  read({
    requests: [
      { path: '/items', weight: 3 },
      { method: 'POST', path: '/items', headers: { 'x-kind': '"new"' }, body: { file: 'picture' } },
    ],
  });

test('k6 gets bytes that are no text in base64', async () => {
  const asked = JSON.parse(workloadForK6((await mixed())!));
  expect(asked).toEqual([
    { method: 'GET', path: '/items', headers: {}, status: [200], weight: 3 },
    {
      method: 'POST',
      path: '/items',
      headers: { 'x-kind': '"new"' },
      status: [200],
      weight: 1,
      bodyBase64: Buffer.from([0x89, 0x50, 0xff, 0x0a, 0x22]).toString('base64'),
    },
  ]);
});

test('wrk gets the same as a table of Lua, every odd byte escaped', async () => {
  const table = workloadForWrk((await mixed())!);
  expect(table).toContain('{ upTo = 0.75, method = "GET", path = "/items", headers = {  } }');
  expect(table).toContain('upTo = 1, method = "POST"');
  expect(table).toContain('["x-kind"] = "\\034new\\034"');
  expect(table).toContain('body = "\\137P\\255\\010\\034"');
});
