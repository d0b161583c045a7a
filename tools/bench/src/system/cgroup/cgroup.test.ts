import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { cgroupAt } from './cgroup.ts';
import { enterCgroup, foldersIn, makeCgroup } from './make.ts';
import { endCgroup } from './remove.ts';

const burn = 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done';

/** Both hierarchies, where this system and this user have them. */
const makeable = ([1, 2] as const).filter((version) => {
  const made = makeCgroup(`wasi-bench-test-${randomUUID()}`, [], version);
  if (made.state === 'made') endCgroup(foldersIn(made.folders));
  return made.state === 'made';
});

test.each(
  makeable,
)('v%d: what a process starts is counted when it has ended, and killed when it has left', async (version) => {
  const made = makeCgroup(`wasi-bench-test-${randomUUID()}`, [], version);
  if (made.state === 'none') throw new Error(made.reason);
  const folders = foldersIn(made.folders);
  const cgroup = cgroupAt(made.folders);
  const child = spawn(
    'sh',
    ['-c', `read -r _; (${burn}); (setsid sleep 600 & ); echo ready; exec sleep 600`],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  try {
    const exit = new Promise((resolve) => child.once('exit', resolve));
    enterCgroup(made.folders, child.pid!);
    const before = cgroup.usage().cpuMicros;
    child.stdin.end('\n');
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(cgroup.usage().cpuMicros - before).toBeGreaterThan(20_000);
    expect(cgroup.pids()).toHaveLength(2);
    expect(cgroup.usage().rssBytes).toBeGreaterThan(200_000);
    expect(await endCgroup(folders)).toBe(true);
    await exit;
    expect(folders.filter(existsSync)).toEqual([]);
    expect(cgroup.pids()).toEqual([]);
    expect(cgroup.usage().cpuMicros).toBeGreaterThan(before);
  } finally {
    child.kill('SIGKILL');
    await endCgroup(folders);
    await sleep(0);
  }
});

test('where none can be made it says why', () => {
  const made = makeCgroup('no/such/parent');
  expect(made.state === 'none' && made.reason).toMatch(/\w/);
});
