import { type TrendFigure, trendFigures } from '../../schema/figures/registry.ts';
import type { Report } from '../../schema/report.ts';
import type { HistoryEntry } from '../history/entry.ts';
import { loadOf } from '../history/load-of.ts';

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

function conditionOf(
  { server, launcher, scenario, cpus }: Pick<HistoryEntry, 'server' | 'launcher' | 'scenario' | 'cpus'>,
  fingerprint: string,
  load: string,
): string {
  return JSON.stringify([server, launcher, scenario, cpus, fingerprint, load]);
}

/** The trends behind a report: runs of other machines and under other loads must not be compared and are left out. */
export function trendsOf(report: Report, history: readonly HistoryEntry[]): Trend[] {
  const conditions = new Set(
    report.rows.flatMap((row) => {
      const run = report.runs[row.runId];
      return run ? [conditionOf(row, run.machine.fingerprint, loadOf(row, run))] : [];
    }),
  );
  const trends = new Map<string, Trend>();
  for (const entry of history) {
    if (!conditions.has(conditionOf(entry, entry.fingerprint, entry.load))) continue;
    const { server, launcher, scenario, cpus, startedAt, revision = '', dirty } = entry;
    const key = JSON.stringify([server, launcher, scenario, cpus]);
    const trend = trends.get(key) ?? { server, launcher, scenario, cpus, runs: [] };
    trend.runs.push({
      startedAt: startedAt.slice(0, 16),
      revision: `${revision.slice(0, 8)}${dirty ? '+' : ''}`,
      values: valuesOf(entry),
    });
    trends.set(key, trend);
  }
  return [...trends.values()].map((trend) => ({ ...trend, runs: trend.runs.slice(-runLimit) }));
}
