import { appendFile } from 'node:fs/promises';
import type { Report } from '../schema/report.ts';
import { renderMarkdown } from './markdown.ts';

/** GitHub refuses a step's summary beyond it (Workflow commands, "Step isolation and limits"). */
const limitBytes = 1024 * 1024;

/** Adds the report to the job summary where a GitHub workflow runs: `GITHUB_STEP_SUMMARY` names its file. */
export async function writeJobSummary(report: Report, environment: NodeJS.ProcessEnv): Promise<void> {
  const file = environment.GITHUB_STEP_SUMMARY;
  if (!file) return;
  const markdown = `## Benchmark\n\n${renderMarkdown(report)}`;
  const fits = Buffer.byteLength(markdown) < limitBytes;
  await appendFile(
    file,
    fits ? markdown : 'The report is larger than a job summary may be: see report.md.\n',
  );
}
