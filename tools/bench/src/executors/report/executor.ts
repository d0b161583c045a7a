import type { ExecutorContext } from '@nx/devkit';
import { reportOn } from '../../run/report-on.ts';
import { failed } from '../failed.ts';
import { terminalHere } from '../terminal-here.ts';

/** Aggregates the results of the servers that the suite depends on, writes every format, prints the table. */
export default async function report(
  options: { servers: string[] },
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    process.stdout.write(`${await reportOn(options.servers, context.root, terminalHere())}\n`);
    return { success: true };
  } catch (thrown) {
    return failed(thrown);
  }
}
