import { seriesOf } from '../../analyse/history/series.ts';
import { type TrendFigure, trendFigures } from '../../schema/figures/registry.ts';
import type { HistoryEntry } from '../../schema/history-entry.ts';
import type { Report } from '../../schema/report.ts';

/** Median and, where there is one, the ends of the interval. */
export type TrendValue = [median: number] | [median: number, low: number, high: number];

/** One server under one scenario over the runs on this machine, oldest first. */
export interface Trend {
  server: string;
  launcher: string;
  scenario: string;
  cpus?: number | undefined;
  runs: { startedAt: string; revision: string; values: Partial<Record<TrendFigure, TrendValue>> }[];
}

/** The newest runs of a server that fit in a page; the history file keeps them all. */
const runLimit = 1000;

/** Enough to draw; the history file has the rest. */
const digits = 4;

function valuesOf({ figures }: HistoryEntry): Partial<Record<TrendFigure, TrendValue>> {
  const round = (value: number) => Number(value.toPrecision(digits));
  const values: Partial<Record<TrendFigure, TrendValue>> = {};
  for (const name of trendFigures) {
    const figure = figures[name];
    if (!figure) continue;
    const { median, low, high } = figure;
    values[name] =
      low === undefined || high === undefined ? [round(median)] : [round(median), round(low), round(high)];
  }
  return values;
}

/** The runs behind each row of a report, as the page draws them. */
export function trendsOf(report: Report, history: readonly HistoryEntry[]): Trend[] {
  return seriesOf(report, history).map((series) => {
    const [{ server, launcher, scenario, cpus }] = series;
    const runs = series.slice(-runLimit).map((entry) => {
      const { startedAt, revision = '', dirty } = entry;
      return { startedAt, revision: `${revision.slice(0, 8)}${dirty ? '+' : ''}`, values: valuesOf(entry) };
    });
    return { server, launcher, scenario, cpus, runs };
  });
}
