import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchLog, withLogFile } from './log-file.ts';

const MiB = 2 ** 20;
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-log-'));
  file = join(folder, 'server.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a program that writes without end has a short log, whose end and whose length are known', async () => {
  const script = 'for piece in $(seq 40); do head -c 1048576 /dev/zero; sleep 0.03; done; echo the last line';
  const child = withLogFile(file, 'new', (log) =>
    spawn('sh', ['-c', script], { stdio: ['ignore', log, log] }),
  );
  const watch = watchLog(file);
  await once(child, 'exit');
  watch.end();
  expect(statSync(file).size).toBeLessThan(5 * MiB);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/^\[wasi-bench dropped \d+ bytes of this log here\]\n/);
  expect(text).toMatch(/the last line\n$/);
  // What was written while it was cut may be lost.
  expect(watch.writtenBytes()).toBeGreaterThan(35 * MiB);
  expect(watch.writtenBytes()).toBeLessThanOrEqual(40 * MiB + 'the last line\n'.length);
});

test('a short log is left as it is, and counted from where the watch begins', () => {
  writeFileSync(file, 'before\n');
  const watch = watchLog(file);
  appendFileSync(file, 'after\n');
  expect(watch.writtenBytes()).toBe('after\n'.length);
  watch.end();
  expect(readFileSync(file, 'utf8')).toBe('before\nafter\n');
});

test('a log that is not there yet counts from nothing', () => {
  const watch = watchLog(join(folder, 'absent/server.log'));
  expect(watch.writtenBytes()).toBe(0);
  watch.end();
});
