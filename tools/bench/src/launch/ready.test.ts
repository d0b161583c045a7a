import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { benchOptionsSchema } from '../schema/options.ts';
import { untilReady } from './ready.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-ready-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function waitFor(listener: RequestListener, timeoutMs: number, ending = new AbortController()) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await untilReady({
      spec: {
        server: 'one',
        options: benchOptionsSchema.parse({ command: ['true'], readyPath: '/' }),
        workspaceRoot: folder,
        logFile: join(folder, 'server.log'),
        signal: ending.signal,
      },
      url: `http://127.0.0.1:${port}`,
      timeoutMs,
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('an answer that takes longer than the patience with one try is waited for', async () => {
  const startedAt = performance.now();
  const readyAt = await waitFor(async (_, response) => {
    await sleep(3000);
    response.end('ok');
  }, 60_000);
  expect(readyAt).toBeGreaterThan(startedAt);
}, 60_000);

test('a server that loses the first try is asked again beside it', async () => {
  let requests = 0;
  await waitFor((_, response) => {
    requests += 1;
    if (requests > 1) response.end('ok');
  }, 60_000);
  expect(requests).toBe(2);
}, 60_000);

test('answers that say otherwise are followed by more tries', async () => {
  let requests = 0;
  await waitFor((_, response) => {
    requests += 1;
    response.writeHead(requests < 20 ? 503 : 200).end();
  }, 60_000);
  expect(requests).toBe(20);
});

test.each([
  ['never answers', () => {}, /within 500 ms, found no answer in \d{3} ms/, /does not answer/],
  [
    'answers by another status',
    ((_, response) => response.writeHead(503).end()) as RequestListener,
    /found 503/,
    /readyPath/,
  ],
  [
    'closes connections',
    ((request) => request.socket.destroy()) as RequestListener,
    /found/,
    /closes them without/,
  ],
  [
    'speaks another protocol',
    (({ socket }) => socket.end('SSH-2.0-OpenSSH\r\n')) as RequestListener,
    /found Parse Error/,
    /no HTTP\/1\.1/,
  ],
  [
    'wants an upgrade',
    ((_, response) => response.writeHead(426).end()) as RequestListener,
    /found 426/,
    /WebSocket/,
  ],
  [
    'redirects to HTTPS',
    ((_, response) => response.writeHead(301, { location: 'https://localhost/a' }).end()) as RequestListener,
    /found 301/,
    /redirects to https:\/\/localhost\/a: if it listens there, set "scheme"/,
  ],
  [
    'redirects to another path',
    ((_, response) => response.writeHead(302, { location: '/login' }).end()) as RequestListener,
    /found 302/,
    /redirects to http:\/\/127\.0\.0\.1:\d+\/login: let "readyPath"/,
  ],
])('one that %s is told so', async (_what, listener, message, fix) => {
  await expect(waitFor(listener, 500)).rejects.toMatchObject({
    code: 'SERVER_NOT_READY',
    message: expect.stringMatching(message),
    fix: expect.stringMatching(fix),
  });
});

test('an end of the run ends the wait', async () => {
  const ending = new AbortController();
  const ended = waitFor(() => ending.abort(new Error('interrupted')), 60_000, ending);
  await expect(ended).rejects.toThrow('interrupted');
});
