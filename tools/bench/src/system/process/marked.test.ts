import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import { afterAll, expect, test } from 'vitest';
import { markedPids, SERVER_MARK } from './marked.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-marked-'));
const programs: ReturnType<typeof spawn>[] = [];

afterAll(() => {
  for (const program of programs.splice(0)) program.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test.runIf(platform === 'linux')('a process that becomes another program is found all the while', () => {
  const script = join(folder, 'again');
  writeFileSync(script, '#!/bin/sh\nexec "$0"\n', { mode: 0o755 });
  const program = spawn(script, { env: { [SERVER_MARK]: 'marked-test' }, stdio: 'ignore' });
  programs.push(program);
  const looks = Array.from({ length: 300 }, () => markedPids('marked-test'));
  expect(looks.filter((pids) => !pids.includes(program.pid!))).toEqual([]);
});
