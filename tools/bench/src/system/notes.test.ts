import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { notesOfEnded, removeNote, writeNote } from './notes.ts';
import { identityOf } from './process/identity.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-notes-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string) => join(folder, 'wasi-bench/processes', name);

/** A note of a bench that has ended. */
async function noteOfEnded(name: string): Promise<void> {
  await writeNote('processes', name, {});
  const bench = spawn('sleep', ['600']);
  const owner = await identityOf(bench.pid!);
  bench.kill('SIGKILL');
  await once(bench, 'exit');
  writeFileSync(file(name), JSON.stringify({ owner, started: { pid: 1 } }));
}

test('a note is its own as long as the bench lives that wrote it, and is found after its end', async () => {
  await writeNote('processes', 'mine', { pid: 2 });
  await noteOfEnded('left');
  expect(await notesOfEnded('processes')).toEqual([{ name: 'left', started: { pid: 1 } }]);
  expect(await notesOfEnded('containers')).toEqual([]);
  await removeNote('processes', 'left');
  await removeNote('processes', 'mine');
  expect(readdirSync(join(folder, 'wasi-bench/processes'))).toEqual([]);
});

test.runIf(process.getuid?.() === 0)('a note that another user wrote is not followed', async () => {
  await noteOfEnded('forged');
  chownSync(file('forged'), 65_534, 65_534);
  expect(await notesOfEnded('processes')).toEqual([]);
});

test('what is no note, and one of another PID namespace, is left alone', async () => {
  await noteOfEnded('elsewhere');
  writeFileSync(
    file('elsewhere'),
    JSON.stringify({ owner: { pid: 4_000_000, startTime: '1', pidNamespace: 'pid:[1]' }, started: {} }),
  );
  writeFileSync(file('half'), '{"owner":');
  expect(await notesOfEnded('processes')).toEqual([]);
});
