import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { stageRootfs } from '../../../docker/stage-rootfs.mjs';
import { writeImage } from '../../../docker/write-image.mjs';
import { findEngine } from '../src/launch/docker/find-engine.mjs';
import { statOf } from '../src/system/process/proc.ts';

const repository = join(import.meta.dirname, '../../..');
const command = join(repository, 'tools/toolchain/bin/engine.mjs');
const enginePrefix = 'bench-e2e-engine-';

export type TestEngine =
  | {
      readonly state: 'running';
      readonly docker: (...args: string[]) => string;
      /** Lets the bench of a workspace find the engine. */
      readonly offerTo: (workspaceRoot: string) => void;
      /** Stops the engine if it was started for the test. */
      readonly release: () => void;
    }
  | { readonly state: 'none'; readonly reason: string };

/** The engine that is there, else one of the workspace's own, started for the test. */
export function useEngine(): TestEngine {
  let engine = findEngine(repository);
  let release = () => {};
  if ('tried' in engine) {
    try {
      execFileSync(process.execPath, [command], { cwd: repository, stdio: 'pipe' });
    } catch (error) {
      return { state: 'none', reason: String((error as { stderr?: Buffer }).stderr ?? error) };
    }
    release = () => void execFileSync(process.execPath, [command, '--stop'], { cwd: repository });
    engine = findEngine(repository);
    if ('tried' in engine) return { state: 'none', reason: engine.tried.join('; ') };
  }
  const { client } = engine;
  return {
    state: 'running',
    docker: (...args) =>
      execFileSync(client, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim(),
    offerTo: (workspaceRoot) => {
      if (!isAbsolute(client)) return;
      mkdirSync(join(workspaceRoot, '.toolchain/bin'), { recursive: true });
      symlinkSync(client, join(workspaceRoot, '.toolchain/bin/docker'));
    },
    release,
  };
}

export type OwnEngine =
  | {
      readonly state: 'running';
      readonly docker: (...args: string[]) => string;
      readonly ctr: (...args: string[]) => string;
      /** Lets what is run with it find this engine before any other. */
      readonly env: Record<string, string>;
      /** Text that the command line of each of its processes holds. */
      readonly folder: string;
      readonly start: () => void;
      /** SIGKILL to dockerd, with which the kernel ends the containerd that it started. */
      readonly kill: () => void;
      readonly remove: () => void;
    }
  | { readonly state: 'none'; readonly reason: string };

/** An engine beside any that is there, for a test that kills it. Its programs are the workspace's own, if it has them. */
export function startOwnEngine(): OwnEngine {
  removeLeftEngines();
  const folder = mkdtempSync(join(tmpdir(), enginePrefix));
  writeFileSync(join(folder, 'owner'), `${process.pid} ${statOf(process.pid)?.startTime}`);
  mkdirSync(join(folder, 'engine'));
  const programs = join(repository, '.toolchain/engine/root');
  if (existsSync(programs)) symlinkSync(programs, join(folder, 'engine/root'));
  const run = (...args: string[]) => engineCommand(folder, ...args);
  const client =
    (name: string, ...before: string[]) =>
    (...args: string[]) =>
      execFileSync(join(folder, 'bin', name), [...before, ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }).trim();
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  try {
    run();
  } catch (error) {
    removeFolder();
    return { state: 'none', reason: String((error as { stderr?: Buffer }).stderr ?? error) };
  }
  return {
    state: 'running',
    docker: client('docker'),
    ctr: client('ctr', '--namespace', 'wasi-bench'),
    env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
    folder,
    start: () => void run(),
    kill: () =>
      void process.kill(Number(readFileSync(join(folder, 'engine/dockerd.pid'), 'utf8')), 'SIGKILL'),
    remove: () => {
      run('--stop');
      removeFolder();
    },
  };
}

const engineCommand = (folder: string, ...args: string[]) =>
  execFileSync(process.execPath, [command, ...args], {
    cwd: repository,
    env: { ...process.env, WASI_BENCH_TOOLCHAIN: folder },
    stdio: 'pipe',
  });

/** Those of tests that were killed. */
function removeLeftEngines(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(enginePrefix))) {
    const folder = join(tmpdir(), name);
    if (!existsSync(join(folder, 'owner'))) continue;
    const [pid, startTime] = readFileSync(join(folder, 'owner'), 'utf8').split(' ');
    if (statOf(Number(pid))?.startTime === startTime) continue;
    engineCommand(folder, '--stop');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An image from nothing but this Node and one of e2e/servers. */
export function buildImage(docker: (...args: string[]) => string, tag: string, server: string): void {
  const context = mkdtempSync(join(tmpdir(), 'bench-e2e-image-'));
  try {
    const script = join(context, server);
    copyFileSync(join(import.meta.dirname, 'servers', server), script);
    stageRootfs(['node', script], join(context, 'rootfs'), 0);
    const dockerfile = `FROM scratch\nCOPY rootfs/ /\nUSER 65534:65534\nENTRYPOINT ["/node", "/${server}"]\n`;
    writeFileSync(join(context, 'Dockerfile'), dockerfile);
    docker('build', '--tag', tag, context);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

export type TestContainerd =
  | {
      readonly state: 'running';
      readonly ctr: (...args: string[]) => string;
      /** Lets the bench of a workspace find containerd. */
      readonly offerTo: (workspaceRoot: string) => void;
      readonly release: () => void;
    }
  | { readonly state: 'none'; readonly reason: string };

/** containerd of the system, else the one of the workspace's engine, started for the test. */
export function useContainerd(): TestContainerd {
  const engine = useEngine();
  const own = join(repository, '.toolchain/bin/ctr');
  const client = ['ctr', own].find((each) => spawnSync(each, ['version'], { timeout: 10_000 }).status === 0);
  if (client === undefined) {
    if (engine.state === 'running') engine.release();
    return { state: 'none', reason: engine.state === 'none' ? engine.reason : 'no containerd answers ctr' };
  }
  return {
    state: 'running',
    ctr: (...args) =>
      execFileSync(client, ['--namespace', 'wasi-bench', ...args], { encoding: 'utf8' }).trim(),
    offerTo: (workspaceRoot) => {
      if (!isAbsolute(client)) return;
      mkdirSync(join(workspaceRoot, '.toolchain/bin'), { recursive: true });
      symlinkSync(client, join(workspaceRoot, '.toolchain/bin/ctr'));
    },
    release: () => engine.state === 'running' && engine.release(),
  };
}

/** The archive of an image of platform wasi/wasm that holds one of the repository's components. */
export function writeWasmImage(server: string, component: string, folder: string): string {
  return writeImage({
    server,
    tag: `bench-e2e/${server}:wasm`,
    dockerfile: join(repository, 'docker/component.Dockerfile'),
    files: [join(repository, 'dist/libs', component, 'component.wasm')],
    folder,
    platform: { os: 'wasi', architecture: 'wasm' },
  });
}
