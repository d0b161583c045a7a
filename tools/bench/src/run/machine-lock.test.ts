import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processStartTime } from '../system/process/start-time.ts';
import { holderHere, type LockHolder } from './lock-holder.ts';
import { type LockSpec, lockMachine } from './machine-lock.ts';

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-lock-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const file = () => join(folder, 'holder.json');
const lockHere = (given: Partial<LockSpec> = {}) =>
  lockMachine({
    workspaceRoot: '/work/mine',
    waitMs: 0,
    signal: new AbortController().signal,
    onWait: () => {},
    folder,
    ...given,
  });

/** A real process that holds the lock, as one of another workspace does. */
async function heldBy(child: ChildProcess, given: Partial<LockHolder> = {}): Promise<number> {
  children.push(child);
  const pid = Number(child.pid);
  const holder = await holderHere('another', '/work/theirs');
  const startTime = await processStartTime(pid);
  writeFileSync(file(), JSON.stringify({ ...holder, pid, startTime, ...given }));
  return pid;
}
const sleeper = () => spawn('sleep', ['600'], { stdio: 'ignore' });

describe('the lock of the machine', () => {
  test('is free again once it was given back, and leaves no file', async () => {
    (await lockHere())();
    const unlock = await lockHere();
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({
      pid: process.pid,
      workspaceRoot: '/work/mine',
    });
    unlock();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('held by another: the error names its pid, workspace and start, and how to wait or to end it', async () => {
    const since = '2026-01-02T03:04:05.678Z';
    const pid = await heldBy(sleeper(), { since });
    await expect(lockHere()).rejects.toMatchObject({
      code: 'MACHINE_BUSY',
      message: expect.stringContaining(`pid ${pid}, workspace /work/theirs, since ${since}`),
      fix: expect.stringMatching(new RegExp(`--wait=10m.*kill -INT ${pid}`)),
    });
  });

  test('is waited for, which is told once, and then taken', async () => {
    const child = sleeper();
    const pid = await heldBy(child);
    const told: string[] = [];
    const onWait = (holder: string) => {
      told.push(holder);
      setTimeout(() => child.kill('SIGKILL'), 700);
    };
    (await lockHere({ waitMs: 60_000, onWait }))();
    expect(told).toEqual([expect.stringContaining(`pid ${pid}, workspace /work/theirs`)]);
  });

  test('a wait ends with the interruption, by its reason', async () => {
    await heldBy(sleeper());
    const controller = new AbortController();
    const reason = new Error('interrupted');
    const onWait = () => void setTimeout(() => controller.abort(reason), 50);
    await expect(lockHere({ waitMs: 600_000, signal: controller.signal, onWait })).rejects.toBe(reason);
  });

  test('of a process that was killed is taken over, whoever its pid belongs to by now', async () => {
    const dead = sleeper();
    await heldBy(dead);
    dead.kill('SIGKILL');
    await once(dead, 'exit');
    (await lockHere())();
    await heldBy(sleeper(), { startTime: 'of an earlier process with this pid' });
    (await lockHere())();
  });

  test.runIf(platform === 'linux')('of a zombie is taken over', async () => {
    // The child ends once its parent is a program that asks after no child.
    const child = 'while grep -qx sh /proc/$$/comm; do sleep 0.01; done';
    const parent = spawn('sh', ['-c', `(${child}) & echo $!; exec sleep 600`]);
    const [printed] = await once(parent.stdout, 'data');
    const pid = Number(String(printed));
    while (!/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await heldBy(parent, { pid, startTime: await processStartTime(pid) });
    (await lockHere())();
  });

  test.runIf(platform === 'linux')(
    'of a container, whose pids are its own, is not judged by ours',
    async () => {
      await heldBy(sleeper(), { pid: 4_000_000, pidNamespace: 'pid:[1]' });
      await expect(lockHere()).rejects.toMatchObject({
        code: 'MACHINE_BUSY',
        message: expect.stringContaining('not to be seen from here'),
        fix: expect.stringContaining(file()),
      });
    },
  );

  test('a file that holds no holder is taken over', async () => {
    writeFileSync(file(), '{"pid":');
    (await lockHere())();
  });

  test('a folder that cannot be used is named as that, and not as a busy machine', async () => {
    writeFileSync(join(folder, 'a file'), '');
    await expect(lockHere({ folder: join(folder, 'a file') })).rejects.toMatchObject({
      code: 'LOCK_UNUSABLE',
      message: expect.stringContaining('a file'),
    });
  });

  test('has one holder at a time, also when a dead one is taken over by many', async () => {
    await heldBy(sleeper(), { startTime: 'of an earlier process with this pid' });
    let inside = 0;
    let most = 0;
    const enter = async () => {
      const unlock = await lockHere({ waitMs: 120_000 });
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 10));
      inside -= 1;
      unlock();
    };
    await Promise.all(Array.from({ length: 6 }, enter));
    expect(most).toBe(1);
    expect(existsSync(file())).toBe(false);
  });

  test('is given back at the exit of a process that did not do it', async () => {
    const unlock = await lockHere();
    const atExit = process.listeners('exit').at(-1) as () => void;
    expect(existsSync(file())).toBe(true);
    atExit();
    expect(existsSync(file())).toBe(false);
    unlock();
  });
});
