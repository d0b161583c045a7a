import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';

export const workspaceRoot = join(import.meta.dirname, '../..');

/** Calls Nx as a reader of the pages does, from the workspace root; what it printed, colours removed. */
export async function nx(args: readonly string[]): Promise<string> {
  const { all } = await execa(join(workspaceRoot, 'node_modules/.bin/nx'), args, {
    cwd: workspaceRoot,
    env: { ...ownEnvironment(), NX_DAEMON: 'false', NX_TUI: 'false' },
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    reject: false,
  });
  return stripVTControlCharacters(all);
}

/** These tests are a task of Nx themselves: the calls that they make must not take its variables for their own. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(NX_|VITEST|NODE_OPTIONS|FORCE_COLOR|INIT_CWD)/.test(name),
    ),
  );
}
