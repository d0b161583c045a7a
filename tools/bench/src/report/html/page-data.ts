import type { HistoryEntry } from '../../schema/history-entry.ts';
import type { Report } from '../../schema/report.ts';
import type { Result } from '../../schema/result.ts';
import { type Timeline, timelinesOf } from './timelines.ts';
import { type Trend, trendsOf } from './trends.ts';

/** All that the page shows; it is embedded in the page and nothing else is loaded. */
export interface PageData {
  report: Report;
  /** The samples of the rounds, which the report does not hold. */
  timelines: Timeline[];
  trends: Trend[];
}

export function pageDataOf(
  report: Report,
  results: readonly Result[],
  history: readonly HistoryEntry[],
): PageData {
  return { report, timelines: timelinesOf(results), trends: trendsOf(report, history) };
}
