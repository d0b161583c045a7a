import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../src/schema/result.ts';
import { buildImage, startOwnEngine, writeWasmImage } from './engine.ts';
import { eventually } from './eventually.ts';
import { isLoaded } from './measuring.ts';
import { processesWith } from './processes.ts';
import { skipped } from './skipped.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const repository = join(import.meta.dirname, '../../..');
const image = 'bench-e2e/steady:latest';
const engine = startOwnEngine();

describe('an engine that is killed in mid-run', () => {
  if (engine.state === 'none') return skipped(engine.reason);
  let workspace: Workspace;

  beforeAll(() => {
    buildImage(engine.docker, image, 'steady.mjs');
    workspace = createWorkspace({
      docker: { image, readyPath: '/' },
      containerd: {
        command: ['none'],
        wasmImage: 'component/image.tar',
        shim: join(repository, 'dist/libs/wasm-shim/containerd-shim-wasibench-v1'),
      },
    });
    writeWasmImage('component', 'component', join(workspace.root, 'component'));
  });
  afterAll(() => {
    workspace?.remove();
    engine.remove();
    expect(processesWith(engine.folder)).toEqual([]);
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(engine.folder);
  });

  const bench = (launcher: string, rounds: number) =>
    workspace.nx(
      ['run', `${launcher}:bench`, `--launcher=${launcher}`, `--rounds=${rounds}`, '--duration=3s'],
      {
        ...engine.env,
        BENCH_RUN_ID: String(process.hrtime.bigint()),
      },
    );
  const result = (launcher: string) => workspace.json<Result>(`dist/bench/${launcher}/result.json`);
  const measured = (launcher: string) =>
    existsSync(join(workspace.root, 'dist/bench', launcher, 'result.json'))
      ? result(launcher).rounds.filter(({ status }) => status === 'measured').length
      : 0;

  /** The first process of each container: its name, and the pid on this machine. */
  const running = {
    docker: () => {
      const [id] = engine.docker('ps', '--quiet', '--no-trunc').split('\n');
      if (!id) return undefined;
      return { id, pid: Number(engine.docker('inspect', '--format', '{{.State.Pid}}', id)) };
    },
    containerd: () => {
      const [, task] = engine.ctr('tasks', 'list').split('\n');
      const [id, pid] = task?.split(/\s+/) ?? [];
      return id ? { id, pid: Number(pid) } : undefined;
    },
  };
  const left = {
    docker: () => engine.docker('ps', '--all', '--quiet'),
    containerd: () => engine.ctr('containers', 'list', '--quiet'),
  };

  test.each([
    'docker',
    'containerd',
  ] as const)('launcher %s: the result says so and keeps its rounds, no process is left, and the next run removes the rest', async (launcher) => {
    const run = bench(launcher, 20);
    await eventually(
      () => measured(launcher) > 0 && isLoaded(workspace.root),
      'a load after a measured round',
    );
    const container = running[launcher]()!;
    engine.kill();
    const { all, exitCode } = await run;
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(new RegExp(`ENGINE_LOST: ${launcher}: expected an answer of ${launcher} \\d`));
    expect(result(launcher).errors[0]?.code).toBe('ENGINE_LOST');
    expect(measured(launcher)).toBeGreaterThan(0);
    expect(commandOf(container.pid)).toBe('');
    expect(processesWith(container.id)).toEqual([]);

    engine.start();
    const next = await bench(launcher, 1);
    expect(next.exitCode, next.all).toBe(0);
    expect(next.all).toMatch(
      /stopped 1 server\(s\) that a killed run had left behind: container wasi-bench-/,
    );
    expect(left[launcher]()).toBe('');
  });

  test("starts again at once, though the pid of its containerd is another program's by now, which goes on", () => {
    const other = spawn('sleep', ['600'], { stdio: 'ignore' });
    try {
      engine.kill();
      writeFileSync(join(engine.folder, 'engine/exec/containerd/containerd.pid'), String(other.pid));
      engine.start();
      expect(engine.docker('version')).toContain('Server');
      expect(commandOf(Number(other.pid))).toContain('sleep');
    } finally {
      other.kill();
    }
  });
});

/** Empty for a process that is gone, or that has ended and waits for its parent to take note. */
function commandOf(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
