import { aggregate } from '../analyse/aggregate.ts';
import { renderMarkdown as render } from '../report/markdown.ts';
import { writeReports } from '../report/write-reports.ts';
import type { Report } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';

/** Analyses the results and writes the report into `folder` in every format: JSON, Markdown, HTML, CSV, OpenMetrics. */
export function report(results: readonly Result[], folder: string): Promise<Report> {
  return writeReports(aggregate(results), results, folder);
}

/** The report of these results as Markdown, the ranking in words above the tables. */
export function renderMarkdown(results: readonly Result[]): string {
  return render(aggregate(results));
}
