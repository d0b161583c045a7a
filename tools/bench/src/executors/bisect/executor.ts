import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { bisect } from '../../compare/bisect/bisect.ts';
import { bisectOptionsSchema, parseGiven } from '../../compare/options.ts';
import { replaceFile } from '../../report/replace-file.ts';
import { benchFolder } from '../../run/result-store.ts';
import { renderJson } from '../../text/json.ts';
import { untilDone } from '../revision-executor.ts';

/** Which commit made a server slower, or faster? */
export default function bisectExecutor(
  given: object,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const workspaceRoot = context.root;
  return untilDone(async (how) => {
    const options = parseGiven(bisectOptionsSchema, given, 'bisect');
    const folder = join(benchFolder(workspaceRoot), 'bisect');
    const bisection = await bisect({ options, workspaceRoot, folder, ...how });
    const file = join(folder, 'bisect.json');
    await mkdir(folder, { recursive: true });
    await replaceFile(file, renderJson(bisection));
    how.write(`\n${bisection.sentence}\nThe steps are in ${file}.`);
    return true;
  });
}
