import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import {
  installPackageManager,
  type PackageManagerName,
  packageManagers,
  settingsOf,
} from './package-managers.ts';
import type { Registry } from './registry.ts';

export interface Product {
  readonly root: string;
  /** Runs a program in the workspace, as its user would. @throws when it fails, with what it printed */
  readonly run: (program: string, ...args: string[]) => Promise<string>;
  /** Runs the workspace's Nx by its package manager. @throws when it fails, with what it printed */
  readonly nx: (...args: string[]) => Promise<string>;
  readonly json: <T>(file: string) => T;
  readonly write: (file: string, text: string) => void;
  readonly remove: () => void;
}

/** What a team has before it adds the plugin. */
export interface Surroundings {
  readonly nxVersion: string;
  readonly packageManager: PackageManagerName;
  /** Path of the program. */
  readonly k6: string;
}

/** A new workspace in an empty folder, on this Nx and by this package manager, with the plugin from the registry. */
export async function createProduct(
  { nxVersion, packageManager, k6 }: Surroundings,
  registry: Registry,
): Promise<Product> {
  const parent = mkdtempSync(join(tmpdir(), 'bench-product-'));
  const root = join(parent, 'mine');
  const remove = () => rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  try {
    const base = { ...cleanEnv(), ...registry.env, K6_PATH: k6 };
    const programs = await installPackageManager(packageManager, join(parent, 'package-manager'), base);
    const path = [programs, process.env.PATH].filter(Boolean).join(delimiter);
    const env = { ...base, PATH: path };
    const runIn = (cwd: string, program: string, ...args: string[]) => runProgram(cwd, env, program, args);
    const run = (program: string, ...args: string[]) => runIn(root, program, ...args);
    const [program, ...before] = packageManagers[packageManager].exec;
    const nx = (...args: string[]) => run(program, ...before, 'nx', ...args);
    await makeWorkspace({ root, nxVersion, packageManager, registry, runIn });
    await nx('add', '@wasi-bench/nx');
    return {
      root,
      run,
      nx,
      json: (file) => JSON.parse(readFileSync(join(root, file), 'utf8')),
      write: (file, text) => writeFileSync(join(root, file), text),
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function runProgram(cwd: string, env: Record<string, string>, program: string, args: string[]) {
  const { all, exitCode } = await execa(program, args, {
    cwd,
    env,
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    reject: false,
  });
  const text = stripVTControlCharacters(all);
  if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${exitCode}\n${text}`);
  return text;
}

interface NewWorkspace {
  root: string;
  nxVersion: string;
  packageManager: PackageManagerName;
  registry: Registry;
  runIn: (cwd: string, program: string, ...args: string[]) => Promise<string>;
}

/** By `create-nx-workspace`, where the registry has it in the version of Nx and it knows the package manager's settings; else by hand. */
async function makeWorkspace(spec: NewWorkspace): Promise<void> {
  const { root, nxVersion, packageManager, registry, runIn } = spec;
  const parent = dirname(root);
  const creator = `create-nx-workspace@${nxVersion}`;
  const isPublished = await runIn(parent, 'npm', 'view', creator, 'version').then(Boolean, () => false);
  if (isPublished && (packageManager === 'npm' || packageManager === 'pnpm')) {
    const options = ['--preset=npm', '--nxCloud=skip', '--no-interactive', '--skipGit'];
    await runIn(parent, 'npx', '--yes', creator, 'mine', ...options, `--packageManager=${packageManager}`);
    return;
  }
  mkdirSync(root);
  const manifest = { name: '@mine/source', version: '0.0.0', private: true, workspaces: ['packages/*'] };
  const files = {
    'package.json': JSON.stringify({ ...manifest, devDependencies: { nx: nxVersion } }, undefined, 2),
    'nx.json': '{}\n',
    '.gitignore': 'node_modules\ndist\n.nx\n',
    ...settingsOf(packageManager, registry),
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
  await runIn(root, packageManagers[packageManager].program, 'install');
}

/** Nothing of the Nx, the npm or the bench that runs this test. */
function cleanEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|VITEST|NODE_OPTIONS|BENCH_|K6_|npm_|INIT_CWD)/i.test(name),
  );
  return { ...(Object.fromEntries(kept) as Record<string, string>), NX_DAEMON: 'false', CI: 'true' };
}
