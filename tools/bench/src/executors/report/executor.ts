import type { ExecutorContext } from '@nx/devkit';
import { aggregate } from '../../analyse/aggregate.ts';
import { toFailure } from '../../errors/bench-error.ts';
import { formatFailure } from '../../errors/format-failure.ts';
import { renderTerminal } from '../../report/terminal.ts';
import { writeReports } from '../../report/write-reports.ts';
import { benchFolder, readResults } from '../../run/result-store.ts';

/** Aggregates the results of the servers that the suite depends on, writes every format, prints the table. */
export default async function report(
  options: { servers: string[] },
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const results = await readResults(context.root, options.servers);
    const aggregated = aggregate(results);
    await writeReports(aggregated, results, benchFolder(context.root));
    process.stdout.write(`${renderTerminal(aggregated)}\n`);
    return { success: true };
  } catch (thrown) {
    process.stderr.write(`${formatFailure(toFailure(thrown))}\n`);
    return { success: false };
  }
}
