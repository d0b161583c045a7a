import { type Figure, hasInterval, isKnown } from '../../schema/figure.ts';
import type { RankedFigure } from '../../schema/finding.ts';
import type { MeasuredRow, Report } from '../../schema/report.ts';
import { invalidates } from '../view/columns.ts';
import type { HistoryEntry } from './entry.ts';
import { loadOf } from './load-of.ts';
import { type TrendFigure, trendFigures } from './trend-figures.ts';

const sources: Record<TrendFigure, { ranked: RankedFigure; read: (row: MeasuredRow) => Figure }> = {
  cpuMicrosPerRequest: { ranked: 'cpuMicrosPerRequest', read: (row) => row.cpuMicrosPerRequest },
  requestsPerSecond: { ranked: 'requestsPerSecond', read: (row) => row.requestsPerSecond },
  latencyP99Ms: { ranked: 'latencyMs', read: (row) => row.latencyMs.p99 },
  rssPeakBytes: { ranked: 'rssPeakBytes', read: (row) => row.rssPeakBytes },
};

function figuresOf(row: MeasuredRow): HistoryEntry['figures'] {
  const figures: HistoryEntry['figures'] = {};
  for (const name of trendFigures) {
    const { ranked, read } = sources[name];
    const figure = read(row);
    if (!isKnown(figure) || invalidates(row, ranked)) continue;
    const { median } = figure;
    figures[name] = hasInterval(figure) ? { median, low: figure.low, high: figure.high } : { median };
  }
  return figures;
}

/** What a report adds to the history: its measured rows, each under its own run. */
export function entriesOf(report: Report): HistoryEntry[] {
  return report.rows.flatMap((row) => {
    const provenance = report.runs[row.runId];
    if (row.status === 'failed' || !provenance) return [];
    const { git, machine, startedAt } = provenance;
    const { runId, server, launcher, scenario } = row;
    return [
      {
        runId,
        startedAt,
        ...(git.state === 'known' ? { revision: git.revision, dirty: git.dirty } : {}),
        fingerprint: machine.fingerprint,
        load: loadOf(provenance),
        server,
        launcher,
        scenario,
        figures: figuresOf(row),
      },
    ];
  });
}
