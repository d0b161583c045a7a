import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { compareRevisions } from '../../compare/compare.ts';
import { compareOptionsSchema, parseGiven } from '../../compare/options.ts';
import { renderComparison } from '../../compare/render/terminal.ts';
import { writeComparison } from '../../compare/write-comparison.ts';
import { benchFolder } from '../../run/result-store.ts';
import { untilDone } from '../revision-executor.ts';

/** Is head slower than base? Fails where a server is slower or broken, and where it cannot be told. */
export default function compareExecutor(
  given: object,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const workspaceRoot = context.root;
  const folder = join(benchFolder(workspaceRoot), 'compare');
  return untilDone(async (how) => {
    const { defaultBase = 'main' } = context.nxJsonConfiguration;
    const { base = defaultBase, ...others } = parseGiven(compareOptionsSchema, given, 'compare');
    const options = { ...others, base };
    // A comparison of before would be taken for this one, should it end by an error.
    await rm(join(folder, 'compare.json'), { force: true });
    const { comparison, results } = await compareRevisions({ options, workspaceRoot, folder, ...how });
    await writeComparison(comparison, results, folder);
    how.write(`\n${renderComparison(comparison)}\n\nFor a pull request: ${join(folder, 'compare.md')}`);
    const { exitCode } = comparison;
    return exitCode === 0 || (exitCode === 3 && options.cannotTell === 'pass');
  });
}
