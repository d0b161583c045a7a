import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { workspacePrefix } from './eventually.ts';
import { k6Path, repository } from './k6-path.ts';
import { linkPackages } from './link-packages.ts';

/** Short loads: the tests are about behaviour, not about figures. */
const quickly = {
  scenarios: ['closed'],
  rounds: 2,
  duration: '1s',
  warmup: '0s',
  rest: '200ms',
  vus: 5,
  wait: '10m',
};

/**
 * A process for each plugin, at each call of Nx, is half of the CPU time of a call. Tests of the graph, and of what becomes of
 * processes, have it (`asItComes`).
 */
const withoutPluginProcesses = { NX_ISOLATE_PLUGINS: 'false' };
export const asItComes = {};

/** A running call of Nx; `all` is what it printed, colours removed. */
export type NxRun = Promise<{ all: string; exitCode: number | undefined }> & {
  /** Nx alone, or, where it has one of its own, all of its process group, as the terminal does. */
  kill: (signal: NodeJS.Signals, what?: 'nx' | 'group') => void;
};

export interface Workspace {
  readonly root: string;
  readonly nx: (args: string[], env?: Record<string, string>, group?: 'in a group of its own') => NxRun;
  readonly write: (file: string, content: string | object) => void;
  readonly read: (file: string) => string;
  readonly json: <T>(file: string) => T;
  readonly remove: () => void;
}

/**
 * A new Nx workspace with the built plugin in its node_modules, a suite, and the named servers of e2e/servers.
 * @param nxEnv of each call of Nx
 */
export function createWorkspace(
  servers: Record<string, object>,
  nxEnv: Record<string, string> = withoutPluginProcesses,
): Workspace {
  const root = mkdtempSync(join(tmpdir(), workspacePrefix));
  const write = (file: string, content: string | object) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(
      join(root, file),
      typeof content === 'string' ? content : JSON.stringify(content, undefined, 2),
    );
  };
  linkPackages(repository, root);
  write('package.json', { name: 'e2e', private: true, type: 'module' });
  write('nx.json', {
    analytics: false,
    namedInputs: { default: ['{projectRoot}/**/*'], production: ['default'] },
    plugins: ['@wasi-bench/nx'],
    targetDefaults: { bench: { options: quickly } },
  });
  write('suite/project.json', { name: 'suite', bench: { suite: true } });
  write('k6/project.json', { name: 'k6' });
  cpSync(join(repository, 'k6'), join(root, 'k6'), {
    recursive: true,
    filter: (file) => !/node_modules|\.json$/.test(file),
  });
  for (const [name, bench] of Object.entries(servers)) {
    write(`servers/${name}/project.json`, { name, bench });
    cpSync(join(import.meta.dirname, 'servers'), join(root, 'servers', name), { recursive: true });
  }
  return {
    root,
    write,
    read: (file) => readFileSync(join(root, file), 'utf8'),
    json: (file) => JSON.parse(readFileSync(join(root, file), 'utf8')),
    nx: (args, env = {}, group) => runNx(root, args, { ...nxEnv, ...env }, group !== undefined),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 10 }),
  };
}

export const nxProgram = join(repository, 'node_modules/.bin/nx');

function runNx(root: string, args: string[], env: Record<string, string>, detached: boolean): NxRun {
  const child = execa(nxProgram, args, {
    cwd: root,
    env: environment(env),
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    reject: false,
    detached,
  });
  const ended = child.then(({ all, exitCode }) => ({ all: stripVTControlCharacters(all), exitCode }));
  return Object.assign(ended, {
    kill: (signal: NodeJS.Signals, what: 'nx' | 'group' = 'nx') => {
      if (what === 'group') process.kill(-child.pid!, signal);
      else child.kill(signal);
    },
  });
}

/** Of a call of Nx: this process's, with what is given. */
export const environment = (env: Record<string, string> = {}) => ({ ...cleanEnv(), K6_PATH: k6Path, ...env });

/** A test run by Nx must not hand its own task's variables to the Nx under test. */
function cleanEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|VITEST|NODE_OPTIONS|BENCH_|K6_)/.test(name),
  );
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    CI: 'true',
  };
}
