import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http, { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
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
    return await readyAt(port, timeoutMs, ending);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Of a server that listened there, and does no more. */
async function portOf(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const readyAt = (port: number, timeoutMs: number, ending = new AbortController()) =>
  untilReady({
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

test('an answer that takes longer than the patience with one try is waited for', async () => {
  const startedAt = performance.now();
  const answeredAt = await waitFor(async (_, response) => {
    await sleep(3000);
    response.end('ok');
  }, 60_000);
  expect(answeredAt).toBeGreaterThan(startedAt);
}, 60_000);

test('a server that loses the first try is asked again beside it', async () => {
  let requests = 0;
  await waitFor((_, response) => {
    requests += 1;
    if (requests > 1) response.end('ok');
  }, 60_000);
  expect(requests).toBe(2);
}, 60_000);

test.skipIf(process.platform !== 'linux')(
  'a last try that gets no connection does not hide what was heard before',
  async () => {
    const closed = await portOf(createServer());
    const listen = `require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
      process.stdout.write(String(this.address().port));
      process.kill(process.pid, 'SIGSTOP');
    });`;
    const full = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
    const waiting: Socket[] = [];
    const { request } = http;
    const spy = vi.spyOn(http, 'request');
    try {
      const port = Number(String((await once(full.stdout, 'data'))[0]));
      // Linux takes one more than its backlog, and drops what comes then.
      for (let count = 0; count < 3; count++) waiting.push(connect(port, '127.0.0.1').on('error', () => {}));
      const begun = performance.now();
      spy.mockImplementation(((url: string, ...others: [never]) => {
        const isLast = performance.now() - begun > 200;
        return request(isLast ? `http://127.0.0.1:${port}/` : url, ...others);
      }) as typeof request);
      await expect(readyAt(closed, 600)).rejects.toMatchObject({
        message: expect.stringContaining('found connect ECONNREFUSED'),
      });
    } finally {
      spy.mockRestore();
      for (const socket of waiting) socket.destroy();
      full.kill('SIGKILL');
    }
  },
);

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
