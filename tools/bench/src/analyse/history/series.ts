import type { HistoryEntry } from '../../schema/history-entry.ts';
import type { Report } from '../../schema/report.ts';
import { loadOf } from './load-of.ts';

/** The runs of one server under one scenario on one machine under one load, oldest first; one run at least. */
export type Series = [HistoryEntry, ...HistoryEntry[]];

type Condition = Pick<HistoryEntry, 'server' | 'launcher' | 'scenario' | 'cpus'>;

function conditionOf(of: Condition, fingerprint: string, load: string): string {
  const { server, launcher, scenario, cpus } = of;
  return JSON.stringify([server, launcher, scenario, cpus, fingerprint, load]);
}

/** The history behind each row of a report: runs of other machines and under other loads must not be compared and are left out. */
export function seriesOf(report: Report, history: readonly HistoryEntry[]): Series[] {
  const conditions = new Set(
    report.rows.flatMap((row) => {
      const run = report.runs[row.runId];
      return run ? [conditionOf(row, run.machine.fingerprint, loadOf(row, run))] : [];
    }),
  );
  const series = new Map<string, Series>();
  for (const entry of history) {
    const condition = conditionOf(entry, entry.fingerprint, entry.load);
    if (!conditions.has(condition)) continue;
    const known = series.get(condition);
    if (known) known.push(entry);
    else series.set(condition, [entry]);
  }
  return [...series.values()];
}
