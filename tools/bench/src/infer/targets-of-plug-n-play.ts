import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { CreateNodesResultV2 } from '@nx/devkit';
import { invalidTarget } from './invalid-target.ts';
import { whyNoPlugNPlay } from './plug-n-play.ts';

/**
 * The targets of a workspace of Yarn's Plug'n'Play whose Nx finds no package for an ES module, so that the plugin cannot be loaded: each
 * project that declares a server or the suite has one that says so, and no command of the workspace fails. Undefined elsewhere.
 */
export async function targetsOfPlugNPlay(
  files: readonly string[],
  workspaceRoot: string,
  load: () => Promise<unknown>,
): Promise<CreateNodesResultV2 | undefined> {
  const fault = whyNoPlugNPlay(workspaceRoot);
  if (
    fault === undefined ||
    (await load().then(
      () => true,
      () => false,
    ))
  )
    return undefined;
  const declaring = files.filter((file) => declares(join(workspaceRoot, file)));
  return declaring.map((file) => [
    file,
    { projects: { [dirname(file)]: { targets: { bench: invalidTarget(fault) } } } },
  ]);
}

function declares(file: string): boolean {
  try {
    const text = readFileSync(file, 'utf8');
    if (!text.includes('"bench"')) return false;
    const bench = parse(text)?.bench;
    return Array.isArray(bench?.command) || typeof bench?.image === 'string' || bench?.suite === true;
  } catch {
    return false;
  }
}

// Plug'n'Play has `require` find packages without a loader.
function parse(
  text: string,
): { bench?: { command?: unknown; image?: unknown; suite?: unknown } } | undefined {
  return createRequire(import.meta.url)('@nx/devkit').parseJson(text);
}
