import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { untilReady } from '../src/launch/ready.ts';
import { generatorRun } from '../src/load/generator-run.ts';
import { findK6 } from '../src/load/k6.ts';
import { parseOptions } from '../src/plan/parse-options.ts';

const repository = join(import.meta.dirname, '../../..');
const closed = join(repository, 'k6/closed.ts');
let folder: string;
let certificate: { key: string; cert: string };
const opened: (Server | https.Server)[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ready-'));
  const files = ['-keyout', join(folder, 'key'), '-out', join(folder, 'cert')];
  const subject = ['-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...files, ...subject], { stdio: 'ignore' });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  certificate = { key: read('key'), cert: read('cert') };
});
afterAll(() => {
  for (const server of opened) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

/** Answers with the status that `answer` says. */
async function serve(
  scheme: 'http' | 'https',
  answer: (request: IncomingMessage) => number,
  host = '127.0.0.1',
) {
  const listener = (request: IncomingMessage, response: import('node:http').ServerResponse) =>
    void response.writeHead(answer(request)).end();
  const server = scheme === 'http' ? createServer(listener) : https.createServer(certificate, listener);
  opened.push(server);
  await new Promise<void>((listening) => server.listen(0, host, listening));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function specOf(options: object) {
  const logFile = join(folder, 'server.log');
  writeFileSync(logFile, '');
  return {
    server: 'test',
    options: parseOptions('test', { command: ['true'], readyPath: '/', endpoint: '/', vus: 2, ...options }),
    workspaceRoot: folder,
    logFile,
    signal: new AbortController().signal,
  };
}

const ready = (url: string, options: object, timeoutMs = 1000) =>
  untilReady({ spec: specOf(options), url, timeoutMs });

test('a list of statuses, a method, a body and headers say that a server is ready', async () => {
  const url = await serve('http', ({ method, headers }) => {
    return method === 'POST' && headers['content-length'] === '2' && headers['x-a'] === '1' ? 401 : 404;
  });
  const asked = { status: [204, 401], method: 'POST', body: '{}', headers: { 'X-A': '1' } };
  await expect(ready(url, { ready: asked })).resolves.toBeGreaterThan(0);
  await expect(ready(url, {})).rejects.toMatchObject({ fix: expect.stringContaining('"ready"') });
});

test('a self-signed certificate is taken where that is said, and named where not', async () => {
  const url = await serve('https', () => 200);
  await expect(ready(url, {})).rejects.toMatchObject({
    fix: expect.stringContaining('insecureSkipTLSVerify'),
  });
  await expect(ready(url, { insecureSkipTLSVerify: true }, 2000)).resolves.toBeGreaterThan(0);
});

test('a server that takes the other loopback alone is found out', async () => {
  const url = await serve('http', () => 200, '::1');
  await expect(ready(url, {})).rejects.toMatchObject({ fix: expect.stringContaining('[::1]') });
});

test('another protocol than the one asked for is recognised, and named', async () => {
  const plain = await serve('http', () => 200);
  const secure = await serve('https', () => 200);
  const swapped = (url: string) => url.replace(/^https?/, (scheme) => (scheme === 'http' ? 'https' : 'http'));
  await expect(ready(swapped(secure), {})).rejects.toMatchObject({
    fix: expect.stringContaining('"scheme": "https"'),
  });
  const overTls = { scheme: 'https', insecureSkipTLSVerify: true };
  await expect(ready(swapped(plain), overTls)).rejects.toMatchObject({
    fix: expect.stringContaining('leave out "scheme"'),
  });
});

test('HTTP/2 without TLS, and HTTP/2 alone over TLS, are recognised, and named', async () => {
  const servers = [http2.createServer(), http2.createSecureServer({ ...certificate, allowHTTP1: false })];
  for (const server of servers)
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const [plain, secure] = servers.map((server) => `//127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await expect(ready(`http:${plain}`, {})).rejects.toMatchObject({ fix: expect.stringContaining('h2c') });
    const overTls = { scheme: 'https', insecureSkipTLSVerify: true };
    await expect(ready(`https:${secure}`, overTls)).rejects.toMatchObject({
      code: 'SERVER_NOT_READY',
      fix: expect.stringContaining('HTTP/2 alone'),
    });
  } finally {
    for (const server of servers) server.close();
  }
});

test('where nothing listens, both loopbacks are named', async () => {
  const url = await serve('http', () => 200);
  const server = opened.pop()!;
  await new Promise((closed) => server.close(closed));
  await expect(ready(url, {})).rejects.toMatchObject({ fix: expect.stringContaining('nor at [::1]') });
});

test('the load has the headers, over TLS too, and no argument and no file of it has the secret', async () => {
  const seen = new Set<string | undefined>();
  const url = await serve('https', ({ headers }) => {
    seen.add(`${headers.host} ${headers.authorization}`);
    return 200;
  });
  process.env.TEST_TOKEN = 'secret-4711';
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a user writes
  const headers = { Authorization: 'Bearer ${TEST_TOKEN}', Host: 'app.test' };
  const { options, signal } = specOf({ headers, insecureSkipTLSVerify: true });
  const base = join(folder, 'round-1');
  const k6 = findK6(undefined, repository);
  const load = { name: 'closed', file: closed };
  const run = await generatorRun({ load, k6, url, options, duration: '1s', base, signal });
  await run.start().done;
  expect((await run.readSummary()).load).toMatchObject({ failedRequests: 0, failedChecks: 0 });
  expect(seen).toEqual(new Set(['app.test Bearer secret-4711']));
  expect(readFileSync(run.summaryFiles[0]!, 'utf8') + JSON.stringify(options)).not.toContain('secret-4711');
});
