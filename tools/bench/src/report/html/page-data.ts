import type { Report } from '../../schema/report.ts';
import type { Result } from '../../schema/result.ts';
import { type Headline, headlinesOf } from './headlines.ts';
import { type Timeline, timelinesOf } from './timelines.ts';

/** All that the page shows; it is embedded in the page and nothing else is loaded. */
export interface PageData {
  report: Report;
  headlines: Headline[];
  timelines: Timeline[];
}

export function pageDataOf(report: Report, results: readonly Result[]): PageData {
  return { report, headlines: headlinesOf(report, results), timelines: timelinesOf(results) };
}
