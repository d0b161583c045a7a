import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processes } from '../src/engine/processes.ts';
import { isInstalled } from '../src/kubernetes/install.ts';
import { cluster } from '../src/kubernetes/paths.ts';

const program = fileURLToPath(new URL('../bin/kubernetes.mjs', import.meta.url));
const isBuilt = await isInstalled();
const why =
  'Kubernetes is not built here, which takes longer than all tests: npx nx run toolchain:kubernetes';

const linesOf = (text: string) => text.split('\n');

/** A cluster beside any that there is, of the same programs. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubernetes-'));
  await mkdir(join(folder, 'kubernetes'));
  if (!isBuilt) return;
  for (const part of ['bin', 'root'])
    await symlink(join(cluster.folder, part), join(folder, 'kubernetes', part));
});
afterAll(async () => {
  if (isBuilt) await command('--stop');
  await rm(folder, { recursive: true });
});

const command = (...args: string[]) =>
  execa(process.execPath, [program, '--only-if-built', ...args], {
    env: { WASI_BENCH_TOOLCHAIN: folder },
    reject: false,
    stdin: 'ignore',
    all: true,
  });
const kubectl = (...args: string[]) => execa(join(folder, 'bin/kubectl'), args, { reject: false });

/** What a cluster has of the machine. */
async function traces(): Promise<string[]> {
  const ours = (await processes()).filter(({ argv }) => argv.some((word) => word.includes(folder)));
  const cgroups = (await readdir('/sys/fs/cgroup', { recursive: true })).filter((name) =>
    /wasi-bench-kubernetes-\w+$/.test(name),
  );
  const mounts = linesOf(await readFile('/proc/self/mounts', 'utf8')).filter((line) => line.includes(folder));
  const routes = linesOf(await readFile('/proc/net/route', 'utf8')).filter((line) =>
    line.startsWith('wasibench'),
  );
  return [...ours.map(({ argv }) => argv.join(' ')), ...cgroups, ...mounts, ...routes];
}

it('starts, runs pods beside another cluster, and leaves nothing when it stops', async (context) => {
  if (!isBuilt) context.skip(why);
  const before = await traces();
  const settings = await readFile('/proc/sys/vm/overcommit_memory', 'utf8');
  const started = await command();
  expect(started.exitCode, started.all).toBe(0);
  expect((await command()).stdout).toContain('runs already');
  expect((await kubectl('get', 'nodes')).stdout).toMatch(/ Ready /);
  await kubectl('run', 'hold', '--image=wasi-bench/pause:1', '--image-pull-policy=Never');
  const ready = await kubectl('wait', '--for=condition=Ready', 'pod/hold', '--timeout=60s');
  expect(ready.stdout).toContain('condition met');
  expect((await traces()).length).toBeGreaterThan(before.length);
  const stopped = await command('--stop');
  expect(stopped.stdout).toContain('is stopped');
  expect(await traces()).toEqual(before);
  expect(await readFile('/proc/sys/vm/overcommit_memory', 'utf8')).toBe(settings);
  expect(existsSync(join(folder, 'kubernetes/run'))).toBe(false);
});

it('starts after one whose first process was killed', async (context) => {
  if (!isBuilt) context.skip(why);
  const before = await traces();
  await command();
  const first = (await processes()).find(({ argv }) => argv[1] === join(folder, 'kubernetes'));
  process.kill(first!.pid, 'SIGKILL');
  const again = await command();
  expect(again.exitCode, again.all).toBe(0);
  expect((await kubectl('get', 'nodes')).stdout).toMatch(/ Ready /);
  await command('--stop');
  expect(await traces()).toEqual(before);
});
