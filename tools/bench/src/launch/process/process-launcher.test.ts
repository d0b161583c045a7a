import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { benchOptionsSchema } from '../../schema/options.ts';
import { foldersIn, makeCgroup } from '../../system/cgroup/make.ts';
import { removeCgroup } from '../../system/cgroup/remove.ts';
import { allPids, readProc } from '../../system/process/proc.ts';
import { processLauncher } from './process-launcher.ts';

let workspaceRoot: string;

/** It ends by SIGTERM only if told nothing else; MORE is code to run first. */
const server = `
  const { createServer } = require('node:http');
  const { spawn } = require('node:child_process');
  const more = process.env.MORE;
  if (more) eval(more);
  createServer((_, response) => response.end('ok')).listen(process.env.PORT, process.env.HOST);
`;

beforeAll(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'bench-launch-'));
  // Notes of benches that run beside this test are not ours to count.
  vi.stubEnv('TMPDIR', workspaceRoot);
  writeFileSync(join(workspaceRoot, 'server.cjs'), server);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(workspaceRoot, { recursive: true, force: true });
});

const launch = (command: string[], options: object = {}) =>
  processLauncher.launch({
    server: 'one',
    options: benchOptionsSchema.parse({ command, readyPath: '/', stopTimeout: '1s', ...options }),
    workspaceRoot,
    logFile: join(workspaceRoot, 'server.log'),
    signal: new AbortController().signal,
  });
const node = ['node', 'server.cjs'];
const ownSession = `spawn('sleep', ['600'], { detached: true, stdio: 'inherit' })`;

/** Of the server's: by the folder that they work in. */
const left = () => allPids().filter((pid) => readProc(pid, 'environ')?.includes(`PWD=${workspaceRoot}`));
const nothingIsLeft = () => {
  expect(left()).toEqual([]);
  expect(readdirSync(join(tmpdir(), 'wasi-bench/processes'))).toEqual([]);
};

test.each([
  ['a plain server', node, {}],
  ['one that is deaf to SIGTERM', node, { env: { MORE: `process.on('SIGTERM', () => {})` } }],
  ['a worker in a session of its own that holds its output', node, { env: { MORE: ownSession } }],
  ['one behind a shell', ['sh', '-c', 'node server.cjs; true'], {}],
])('%s is gone after its stop, whichever its account', async (_what, command, options) => {
  for (const account of ['auto', 'process']) {
    const running = await launch(command, { ...options, account });
    expect(running.usage().cpuMicros).toBeGreaterThan(0);
    expect(running.accountFault?.()).toBeUndefined();
    await running.stop();
    nothingIsLeft();
  }
});

const orderly = `
  const { writeFileSync } = require('node:fs');
  let asked = 0;
  process.on('SIGTERM', () => {
    asked += 1;
    if (asked === 1) setTimeout(() => { writeFileSync('ended', String(asked)); process.exit(0); }, 300);
  });`;

test.each([
  ['behind a shell that goes at once', ['sh', '-c', 'node server.cjs; true']],
  ['in a session of its own', ['sh', '-c', 'setsid -w node server.cjs; true']],
])(
  'a server %s has the time to stop, asked once',
  async (_what, command) => {
    for (const account of ['auto', 'process']) {
      rmSync(join(workspaceRoot, 'ended'), { force: true });
      const running = await launch(command, { account, stopTimeout: '30s', env: { MORE: orderly } });
      await running.stop();
      expect(readFileSync(join(workspaceRoot, 'ended'), 'utf8')).toBe('1');
      nothingIsLeft();
    }
  },
  60_000,
);

test.each([
  [
    'in the background',
    ['sh', '-c', 'setsid node server.cjs & exit 0'],
    /has ended, and process \d+ \(\w+\)/,
  ],
  ['with a worker in the background', ['sh', '-c', '(sleep 600 &); exec node server.cjs'], /\d+ \(sleep\)/],
])('a server %s is counted by its cgroup, or refused', async (_what, command, message) => {
  const refused = { code: 'SERVER_IN_BACKGROUND', message: expect.stringMatching(message) };
  await expect(launch(command, { account: 'process' })).rejects.toMatchObject(refused);
  nothingIsLeft();
  const running = await launch(command).catch((error) => error);
  if ('code' in running) return expect(running).toMatchObject(refused);
  expect(running.account.kind).toBe('cgroup');
  expect(running.usage().rssBytes).toBeGreaterThan(10_000_000);
  await running.stop();
  nothingIsLeft();
});

const aGrandchildEach = `
  const http = require('node:http');
  const { emit } = http.Server.prototype;
  http.Server.prototype.emit = function (event, request, ...rest) {
    if (request?.url === '/orphan') spawn('sh', ['-c', '(sleep 0.7 & sleep 0.1)'], { stdio: 'ignore' });
    return emit.call(this, event, request, ...rest);
  };`;

test.runIf(platform === 'linux')(
  'a grandchild that outlived its parent and is gone before the end is told by its cgroup, or refused',
  async () => {
    const running = await launch(node, { account: 'process', env: { MORE: aGrandchildEach } });
    await fetch(`${running.url}/orphan`);
    await vi.waitFor(() => expect(left().length).toBe(2));
    await vi.waitFor(
      () => {
        running.usage();
        expect(left().length).toBe(1);
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(running.accountFault?.()).toMatchObject({
      code: 'ACCOUNT_INCOMPLETE',
      message: expect.stringMatching(/found process \d+ \(sleep\), whose parent had ended/),
    });
    await running.stop();
    nothingIsLeft();
  },
);

const doesNotWait = `
import os, signal
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    if os.fork() == 0:
        os._exit(0)
    try:
        os.wait()
    except ChildProcessError:
        pass
`;

test.runIf(platform === 'linux')(
  'short-lived children of a process that ignores SIGCHLD are told by a cgroup, or refused',
  async () => {
    const MORE = `spawn('python3', ['-c', process.env.doesNotWait], { stdio: 'inherit' })`;
    const running = await launch(node, { account: 'process', env: { MORE, doesNotWait } });
    await vi.waitFor(
      () => {
        running.usage();
        expect(running.accountFault?.()).toMatchObject({
          code: 'ACCOUNT_INCOMPLETE',
          message: expect.stringMatching(/process \d+ \(python3\) ignores SIGCHLD/),
        });
      },
      { timeout: 20_000, interval: 20 },
    );
    await running.stop();
    nothingIsLeft();
  },
);

const preforked = [
  'blob=$(head -c 50000000 /dev/zero | tr "\\0" a)',
  'for worker in 1 2 3 4; do (while :; do sleep 1; done) & done',
  'node server.cjs',
].join('\n');

test.runIf(platform === 'linux').each(['auto', 'process'])(
  'pages that workers share count once, account %s',
  async (account) => {
    const running = await launch(['sh', '-c', preforked], { account });
    const pids = left();
    const { rssBytes } = running.usage();
    const peak = running.proportionalMemory.startPeak();
    const pss = running.proportionalMemory.now();
    expect(pss).toEqual({ state: 'known', value: expect.any(Number) });
    const pssBytes = pss.state === 'known' ? pss.value : 0;
    expect(rssBytes).toBeGreaterThan(5 * 50_000_000);
    expect(pssBytes).toBeGreaterThan(50_000_000);
    expect(pssBytes).toBeLessThan(rssBytes / 2);
    expect(Math.abs(pssBytes - mappedBytes(pids)) / pssBytes).toBeLessThan(0.1);
    await fetch(running.url);
    expect(peak.end()).toEqual({ state: 'known', value: expect.closeTo(pssBytes, -7.5) });
    await running.stop();
    nothingIsLeft();
  },
  60_000,
);

/** The same by every single mapping: `Pss` of /proc/<pid>/smaps. */
function mappedBytes(pids: readonly number[]): number {
  const texts = pids.map((pid) => readProc(pid, 'smaps') ?? '');
  const kibibytes = texts.flatMap((text) =>
    [...text.matchAll(/^Pss:\s+(\d+)/gm)].map(([, size]) => Number(size)),
  );
  return kibibytes.reduce((sum, size) => sum + size, 0) * 1024;
}

const canLimit = () => {
  const made = makeCgroup('wasi-bench-test-limit', ['cpu', 'memory']);
  if (made.state === 'made') removeCgroup(foldersIn(made.folders));
  return made.state === 'made';
};

test.runIf(canLimit())('a CPU limit is one from the first instruction, and can be lifted', async () => {
  const running = await launch(node, { cpus: 0.1, readyTimeout: '60s' });
  const start = running.throttling!();
  expect(start.throttledPeriods).toBeGreaterThan(10);
  await running.setCpuLimit!(undefined);
  const lifted = running.throttling!().totalPeriods;
  await fetch(running.url);
  expect(running.throttling!().totalPeriods).toBe(lifted);
  await running.setCpuLimit!(0.2);
  // A period is counted at its end.
  await expect
    .poll(() => fetch(running.url).then(() => running.throttling!().totalPeriods))
    .toBeGreaterThan(lifted);
  await running.stop();
  nothingIsLeft();
});

test.runIf(canLimit())('a server that outgrows its memory limit is told so', async () => {
  const MORE = `const kept = []; setTimeout(() => { for (;;) kept.push(Buffer.alloc(1 << 20, 1)); }, 500)`;
  const running = await launch(node, { memory: '96m', env: { MORE } });
  await expect(running.died).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
  await running.stop();
  nothingIsLeft();
});

test.skipIf(canLimit())('a limit that cannot be enforced is refused', async () => {
  await expect(launch(node, { cpus: 0.1 })).rejects.toMatchObject({ code: 'LIMIT_UNSUPPORTED' });
});

test('CPUs that this machine has not are refused', async () => {
  await expect(launch(node, { cpuset: '4000' })).rejects.toMatchObject({ code: 'LIMIT_UNSUPPORTED' });
});

test('a command that is not what answers is refused', async () => {
  const { url, stop } = await launch(node);
  await stop();
  const { port } = new URL(url);
  const client = launch(['sleep', '600'], { port: Number(port) });
  const refused = expect(client).rejects.toMatchObject({ code: 'SERVER_NOT_FOUND' });
  // The port was free when it was looked at.
  await expect.poll(left).not.toEqual([]);
  const other = spawn('node', [join(workspaceRoot, 'server.cjs')], {
    env: { PATH: process.env.PATH, PORT: port, HOST: '127.0.0.1' },
  });
  await refused.finally(() => other.kill());
  nothingIsLeft();
});

test.runIf(platform === 'linux').each([
  ['127.0.0.1', '127.0.0.1'],
  ['::', '[::]'],
])('a server that listens on another port, at %s, is told where it does', async (host, shown) => {
  const elsewhere = `process.env.PORT = '0'; process.env.HOST = '${host}';`;
  const refused = launch(node, { env: { MORE: elsewhere }, readyTimeout: '4s' });
  await expect(refused).rejects.toMatchObject({
    code: 'SERVER_NOT_READY',
    fix: expect.stringContaining(`It listens at ${shown}:`),
  });
  nothingIsLeft();
});

test.each([
  ['absent', /cannot run "absent" \(ENOENT\)/],
  ['./server.cjs', /cannot run ".\/server.cjs" \(EACCES\)/],
])('the program %s cannot be run', async (program, message) => {
  await expect(launch([program])).rejects.toMatchObject({
    code: 'COMMAND_NOT_FOUND',
    message: expect.stringMatching(message),
  });
  nothingIsLeft();
});

test('the exit code of a server that ends is its own', async () => {
  await expect(launch(['sh', '-c', 'echo no settings; exit 127'])).rejects.toMatchObject({
    code: 'SERVER_DIED',
    message: expect.stringMatching(/exited with code 127[\s\S]*no settings/),
  });
  nothingIsLeft();
});

test.runIf(platform === 'linux')('a server of a UNIX socket alone is told so', async () => {
  const unix = `require('node:http').createServer().listen(process.cwd() + '/own.sock'); setInterval(() => {}, 1000)`;
  await expect(launch(['node', '-e', unix], { readyTimeout: '1s' })).rejects.toMatchObject({
    code: 'SERVER_NOT_READY',
    fix: expect.stringMatching(/UNIX socket alone \(unix:.*own\.sock\), and k6 speaks TCP/),
  });
});
