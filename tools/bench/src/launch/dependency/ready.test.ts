import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ready, untilAnswered } from './ready.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-asked-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ask = (ready: Ready, port = 1) =>
  untilAnswered(
    { ready, address: { host: '127.0.0.1', port }, env: {}, cwd: folder, logFile: join(folder, 'asked.log') },
    3000,
    new AbortController().signal,
  );

test('the last answer is told beside a try that the end of the time cut off', async () => {
  const says = 'test -e asked && sleep 60; touch asked; echo not yet; exit 2';
  expect(await ask({ command: ['sh', '-c', says] })).toMatch(/^exit code 2: not yet; then no end in \d+ ms$/);

  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    if (requests === 1) response.writeHead(503).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await ask({ http: '/', status: [200] }, port)).toMatch(/^503; then no answer in \d+ ms$/);
  server.closeAllConnections();
  server.close();
}, 30_000);

test('a program that never answered is told with what it said meanwhile', async () => {
  expect(await ask({ command: ['sh', '-c', 'echo waiting; sleep 60'] })).toMatch(
    /^no end in \d+ ms: waiting$/,
  );
}, 30_000);
