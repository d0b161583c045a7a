import { hasInterval, isKnown } from '../../schema/figure.ts';
import { figuresOf, isInvalid } from '../../schema/figures/read-figure.ts';
import type { TrendFigure } from '../../schema/figures/registry.ts';
import type { HistoryEntry } from '../../schema/history-entry.ts';
import type { MeasuredRow, Report } from '../../schema/report.ts';
import { loadOf } from './load-of.ts';

function valuesOf(row: MeasuredRow): HistoryEntry['figures'] {
  const values: HistoryEntry['figures'] = {};
  for (const { definition, figure } of figuresOf(row)) {
    if (!definition.overRuns || !figure || !isKnown(figure) || isInvalid(row, definition)) continue;
    const { median } = figure;
    values[definition.name as TrendFigure] = hasInterval(figure)
      ? { median, low: figure.low, high: figure.high }
      : { median };
  }
  return values;
}

/** What a report adds to the history: its measured rows, each under its own run. */
export function entriesOf(report: Report): HistoryEntry[] {
  return report.rows.flatMap((row) => {
    const provenance = report.runs[row.runId];
    if (row.status === 'failed' || !provenance) return [];
    const { git, machine, startedAt } = provenance;
    const { runId, server, launcher, scenario, cpus } = row;
    return [
      {
        runId,
        startedAt,
        ...(git.state === 'known' ? { revision: git.revision, dirty: git.dirty } : {}),
        fingerprint: machine.fingerprint,
        load: loadOf(row, provenance),
        server,
        launcher,
        scenario,
        ...(cpus !== undefined && { cpus }),
        figures: valuesOf(row),
      },
    ];
  });
}
