import { type Aggregation, aggregate } from '../analyse/aggregate.ts';
import { writeJobSummary } from '../report/job-summary.ts';
import { renderTerminal, type TerminalOptions } from '../report/terminal.ts';
import { writeReports } from '../report/write-reports.ts';
import { benchFolder, readResults } from './result-store.ts';

/** Writes the report on the results of the named servers in every format. @returns it as a table for the terminal */
export async function reportOn(
  servers: readonly string[],
  workspaceRoot: string,
  { reference, ...terminal }: TerminalOptions & Aggregation,
): Promise<string> {
  const results = await readResults(workspaceRoot, servers);
  const report = await writeReports(aggregate(results, { reference }), results, benchFolder(workspaceRoot));
  await writeJobSummary(report, process.env);
  return renderTerminal(report, terminal);
}
