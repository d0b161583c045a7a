import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-group-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A zombie, which waits for its parent, lives no more. */
const lives = (pid: number) =>
  /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim());

test('a build does not outlive a bench that is killed', async () => {
  const pidFile = join(folder, 'pid');
  const parent = join(folder, 'parent.ts');
  const build = `sleep 600 & echo $! > ${pidFile}; wait`;
  writeFileSync(
    parent,
    `import { runInGroup } from ${JSON.stringify(join(import.meta.dirname, 'run-in-group.ts'))};
     await runInGroup(['sh', '-c', ${JSON.stringify(build)}], { cwd: '/', signal: new AbortController().signal });`,
  );
  const child = spawn(process.execPath, ['--import', '@swc-node/register/esm-register', parent], {
    // Where tsconfig.json is.
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await expect.poll(() => existsSync(pidFile) && Number(readFileSync(pidFile, 'utf8'))).toBeGreaterThan(0);
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(lives(pid)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => lives(pid)).toBe(false);
});
