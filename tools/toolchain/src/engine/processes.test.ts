import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasEnded, kill, processes } from './processes.ts';

describe('processes', () => {
  test('has the name, the parent and the arguments of each, whatever they hold', async () => {
    const child = start(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'a b) Z 1', '']);
    const found = (await processes()).find(({ pid }) => pid === child.pid);
    expect(found).toMatchObject({ parent: process.pid, name: 'node' });
    expect(found?.argv.slice(-2)).toEqual(['a b) Z 1', '']);
  });

  test('a process that only waits for its parent to take note has ended', async () => {
    // The shell's child ends at once; the program that the shell becomes never asks for it.
    const parent = start('sh', ['-c', 'sleep 0 & exec sleep 60']);
    const zombie = await eventually(async () =>
      (await processes()).find((each) => each.parent === parent.pid && each.argv.length === 0),
    );
    expect(await hasEnded(zombie.pid)).toBe(true);
    expect(await hasEnded(Number(parent.pid))).toBe(false);
  });

  test('kills, waits for the end, and takes one that is gone already for ended', async () => {
    const child = start('sh', ['-c', 'trap "" TERM; while :; do sleep 60; done']);
    const gone = start('true', []);
    await once(gone, 'exit');
    expect(await kill([Number(child.pid), Number(gone.pid)], 30_000)).toEqual([]);
    expect(await hasEnded(Number(child.pid))).toBe(true);
  });
});

function start(program: string, args: readonly string[]) {
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  onTestFinished(() => {
    try {
      process.kill(-Number(child.pid), 'SIGKILL');
    } catch {
      // Gone already.
    }
  });
  return child;
}

async function eventually<T>(condition: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const value = await condition();
    if (value !== undefined) return value;
    await sleep(50);
  }
  throw new Error('expected within 10 s');
}
