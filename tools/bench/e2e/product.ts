import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import type { Registry } from './registry.ts';

const repository = join(import.meta.dirname, '../../..');

export interface Product {
  readonly root: string;
  /** Runs a program in the workspace, as its user would. @throws when it fails, with what it printed */
  readonly run: (program: string, ...args: string[]) => Promise<string>;
  readonly json: <T>(file: string) => T;
  readonly write: (file: string, text: string) => void;
  readonly remove: () => void;
}

/** A workspace that `create-nx-workspace` makes in an empty folder, with the plugin from the registry. */
export async function createProduct(nxVersion: string, registry: Registry): Promise<Product> {
  const parent = mkdtempSync(join(tmpdir(), 'bench-product-'));
  const root = join(parent, 'mine');
  const env = { ...cleanEnv(), ...registry.env, K6_PATH: k6Path() };
  const runIn = async (cwd: string, program: string, args: string[]) => {
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
  };
  const remove = () => rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  try {
    const options = [
      '--preset=npm',
      '--nxCloud=skip',
      '--no-interactive',
      '--skipGit',
      '--packageManager=npm',
    ];
    await runIn(parent, 'npx', ['--yes', `create-nx-workspace@${nxVersion}`, 'mine', ...options]);
    await runIn(root, 'npx', ['nx', 'add', '@wasi-bench/nx']);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    root,
    run: (program, ...args) => runIn(root, program, args),
    json: (file) => JSON.parse(readFileSync(join(root, file), 'utf8')),
    write: (file, text) => writeFileSync(join(root, file), text),
    remove,
  };
}

/** Nothing of the Nx, the npm or the bench that runs this test. */
function cleanEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|VITEST|NODE_OPTIONS|BENCH_|K6_|npm_|INIT_CWD)/i.test(name),
  );
  return { ...(Object.fromEntries(kept) as Record<string, string>), NX_DAEMON: 'false', CI: 'true' };
}

function k6Path(): string {
  const own = join(repository, '.toolchain/bin/k6');
  return process.env.K6_PATH ?? (existsSync(own) ? own : 'k6');
}
