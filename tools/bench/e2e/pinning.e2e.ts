import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPinnableCpus } from '../src/pinning/pinnable-cpus.ts';
import type { Noise } from '../src/schema/noise.ts';
import type { Result } from '../src/schema/result.ts';
import { parseCpuList } from '../src/system/cpu-list.ts';
import { eventually } from './eventually.ts';
import { processesWith } from './processes.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const cpus = readPinnableCpus();
const cores = cpus.state === 'cores' ? cpus.cores : [];
if (cores.length < 2) console.warn('skipped: no two cores that programs can be pinned to');

const status = (pid: number | 'self', field: string) =>
  new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
const allowedCpus = (pid: number | 'self') => status(pid, 'Cpus_allowed_list');

describe.skipIf(cores.length < 2)('pinning', () => {
  let workspace: Workspace;
  beforeAll(() => {
    const bench = { command: ['node', 'servers/steady/steady.mjs'], readyPath: '/' };
    workspace = createWorkspace({ steady: bench });
  });
  afterAll(() => workspace?.remove());

  const bench = (...args: string[]) => workspace.nx(['run', 'steady:bench', '--rounds=1', ...args]);
  const result = () => workspace.json<Result>('dist/bench/steady/result.json');
  const pinning = () => result().provenance.pinning;
  const noiseFile = () =>
    readdirSync(join(workspace.root, 'results')).find((name) => name.startsWith('noise-'))!;

  /** Of server and k6 while they run, as the kernel has them. */
  async function cpusOf(run: ReturnType<typeof bench>) {
    let ended = false;
    void run.then(() => {
      ended = true;
    });
    return eventually(() => {
      if (ended) throw new Error('the run ended before server and k6 were seen');
      try {
        const server = processesWith('servers/steady/steady.mjs').find(
          ({ pid }) => status(pid, 'Name') === 'node',
        );
        const k6 = processesWith(workspace.root).find(({ pid }) => status(pid, 'Name') === 'k6');
        if (server === undefined || k6 === undefined) return undefined;
        return { server: allowedCpus(server.pid), generator: allowedCpus(k6.pid) };
      } catch {
        return undefined;
      }
    }, 'server and k6 at once');
  }

  test('with "on" the kernel keeps server and k6 apart, and the result says how', async () => {
    const run = bench('--pinning=on', '--duration=3s');
    const { server, generator } = await cpusOf(run);
    const { all, exitCode } = await run;
    expect(exitCode, all).toBe(0);
    const [servers, generators] = [parseCpuList(server), parseCpuList(generator)];
    expect(servers.length).toBeGreaterThan(0);
    expect(generators.length).toBeGreaterThan(0);
    expect(servers.filter((cpu) => generators.includes(cpu))).toEqual([]);
    expect(pinning()).toEqual({
      state: 'pinned',
      serverCpus: server,
      generatorCpus: generator,
      because: { code: 'option' },
    });
    expect(result().rounds).toMatchObject([
      { server: { pinnedCpus: servers.length }, generator: { pinnedCpus: generators.length } },
    ]);
    const line = `pinned, server to CPU ${server}, generator to CPU ${generator}`;
    expect(all).toContain(line);
    expect(workspace.read('dist/bench/report.md')).toContain(line);
    expect(workspace.json('dist/bench/report.json')).toMatchObject({ rows: [{ pinning: pinning() }] });
  });

  test('"auto" pins nothing where nothing was measured, and says so', async () => {
    const run = bench();
    const { server, generator } = await cpusOf(run);
    const { all, exitCode } = await run;
    expect(exitCode, all).toBe(0);
    expect([server, generator]).toEqual([allowedCpus('self'), allowedCpus('self')]);
    expect(pinning()).toEqual({ state: 'unpinned', because: { code: 'not-measured' } });
    expect(all).toContain('not pinned: not measured on this machine whether it helps');
    expect(result().rounds[0]).not.toHaveProperty('generator.pinnedCpus');
  });

  test('the noise target measures both ways, and "auto" does what it found', async () => {
    const quickly = ['--pinningRounds=6', '--trials=2', '--rounds=6', '--duration=1s', '--warmup=0s'];
    const { all, exitCode } = await workspace.nx(['run', 'suite:noise', '--scenario=closed', ...quickly]);
    expect(exitCode, all).toBe(0);
    expect(all).toMatch(/order of rounds: .*steady-pinned steady-unpinned/);
    const noise = workspace.json<Noise>(`results/${noiseFile()}`);
    if (noise.pinning?.state !== 'measured') throw new Error('pinning was not measured');
    const { coefficientOfVariation, lower, helps, rounds } = noise.pinning;
    expect(rounds).toBe(6);
    expect(coefficientOfVariation.pinned).toBeGreaterThan(0);
    expect(lower).toBe(
      coefficientOfVariation.pinned < coefficientOfVariation.unpinned ? 'pinned' : 'unpinned',
    );
    for (const each of [coefficientOfVariation.pinned, coefficientOfVariation.unpinned]) {
      expect(all).toContain(`${(each * 100).toFixed(1)} %`);
    }
    expect(readdirSync(join(workspace.root, 'dist/bench'))).not.toContain('steady-pinned');
    await bench('--seed=1');
    expect(pinning()).toMatchObject({
      state: helps ? 'pinned' : 'unpinned',
      because: { code: helps ? 'measured-to-help' : 'not-measured-to-help', coefficientOfVariation },
    });
  });

  test('another verdict on pinning measures again, another figure does not', async () => {
    const file = `results/${noiseFile()}`;
    const stored = workspace.json<Noise>(file);
    const runOf = async (change: object) => {
      workspace.write(file, { ...stored, pinning: { ...stored.pinning, ...change } });
      const { all, exitCode } = await bench('--seed=1');
      expect(exitCode, all).toBe(0);
      return { runId: result().runId, state: pinning()?.state };
    };
    const pinned = await runOf({ helps: true });
    const unpinned = await runOf({ helps: false });
    expect([pinned.state, unpinned.state]).toEqual(['pinned', 'unpinned']);
    expect(await runOf({ helps: true, rounds: 7 })).toEqual(pinned);
  });

  test('"on" where it cannot be done is one coded error before anything starts', async () => {
    const refused = async (...[args, env]: [string[], Record<string, string>?]) => {
      const { all, exitCode } = await workspace.nx(['run', 'steady:bench', '--pinning=on', ...args], env);
      expect(exitCode).not.toBe(0);
      expect(all).not.toMatch(/order of rounds/);
      return all;
    };
    const given = await refused(['--launcher=docker', '--image=any', '--cpuset=0']);
    expect(given).toMatch(/PINNING_UNSUPPORTED: steady: .*"cpuset"/);

    const bin = join(workspace.root, 'bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, 'node'));
    symlinkSync('/bin/sh', join(bin, 'sh'));
    expect(await refused([], { PATH: bin })).toMatch(/PINNING_UNSUPPORTED: steady: .*no taskset/);

    const setOwn = (list: string) => execFileSync('taskset', ['-cp', list, String(process.pid)]);
    const own = allowedCpus('self');
    setOwn(String(cores[0]));
    try {
      expect(await refused([])).toMatch(/PINNING_UNSUPPORTED: steady: .*found 1 that/);
    } finally {
      setOwn(own);
    }
  });
});
