import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProgramThatEndsWithUs } from './ends-with-us.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-ends-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const logFile = () => join(folder, 'program.log');
const start = (script: string, signal = new AbortController().signal) =>
  startProgramThatEndsWithUs({ command: ['sh', '-c', script], env: process.env, logFile: logFile(), signal });
/** Whether any process of the group lives, zombies aside. */
const groupLives = (pid: number) =>
  spawnSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' })
    .stdout.split('\n')
    .some((line) => new RegExp(`^\\s*${pid}\\s+[^Z]`).test(line));

test('a program keeps its pid, its exit code and its output; it reads nothing of ours, and nothing of its group stays', async () => {
  const { pid, ended } = start('echo "pid $$"; cat; sleep 600 & exit 3');
  expect((await ended).exitCode).toBe(3);
  expect(readFileSync(logFile(), 'utf8')).toBe(`pid ${pid}\n`);
  await expect.poll(() => groupLives(pid)).toBe(false);
});

test('the signal ends one that is deaf to SIGTERM, too', async () => {
  const controller = new AbortController();
  const { pid, ended } = start('trap "" TERM; echo ready; while :; do sleep 1; done', controller.signal);
  await expect.poll(() => readFileSync(logFile(), 'utf8')).toBe('ready\n');
  controller.abort();
  expect((await ended).isCanceled).toBe(true);
  await expect.poll(() => groupLives(pid)).toBe(false);
});

/** A process of its own that starts `sleep`, and prints the pid of each program that it has started. */
function startParent(before = ''): ChildProcessByStdio<null, Readable, null> {
  const parent = join(folder, 'parent.ts');
  writeFileSync(
    parent,
    `${before}
     const { startProgramThatEndsWithUs } = await import(${JSON.stringify(join(import.meta.dirname, 'ends-with-us.ts'))});
     const { pid } = startProgramThatEndsWithUs({
       command: ['sleep', '600'], env: process.env, logFile: ${JSON.stringify(logFile())}, signal: new AbortController().signal,
     });
     console.log(String(pid));`,
  );
  return spawn(process.execPath, ['--import', '@swc-node/register/esm-register', parent], {
    // Where tsconfig.json is.
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test.each(['SIGKILL', 'SIGTERM'] as const)('%s of the process that started it ends it', async (signal) => {
  const child = startParent();
  const [printed] = await once(child.stdout, 'data');
  const pid = Number(String(printed));
  expect(groupLives(pid)).toBe(true);
  child.kill(signal);
  await expect.poll(() => groupLives(pid)).toBe(false);
});

test('one that is killed before anything watches its program leaves none', async () => {
  const child = startParent(`
    import { writeSync } from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    import processes from 'node:child_process';
    const { spawn } = processes;
    processes.spawn = (...of) => {
      const started = spawn(...of);
      writeSync(1, String(started.pid));
      process.kill(process.pid, 'SIGKILL');
      return started;
    };
    syncBuiltinESMExports();`);
  const [printed] = await once(child.stdout, 'data');
  const pid = Number(String(printed));
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => groupLives(pid)).toBe(false);
});
