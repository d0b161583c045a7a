import { median } from 'simple-statistics';
import { type TrendFigure, trendFigures } from '../../schema/figures/registry.ts';
import type { HistoryEntry } from '../../schema/history-entry.ts';
import type { LevelChange } from '../../schema/level-change.ts';
import type { Report } from '../../schema/report.ts';
import { changePoints } from './change-points.ts';
import { type Series, seriesOf } from './series.ts';

/** The report with each "from this run on, the level is another" of its servers; `history` holds its own runs too. */
export function withLevelChanges(report: Report, history: readonly HistoryEntry[]): Report {
  const levelChanges = seriesOf(report, history).flatMap((series) =>
    trendFigures.flatMap((figure) => changesIn(series, figure)),
  );
  return { ...report, levelChanges };
}

function changesIn(series: Series, figure: TrendFigure): LevelChange[] {
  const [{ server, launcher, scenario, cpus }] = series;
  const points = series.flatMap(({ runId, startedAt, figures }) => {
    const value = figures[figure]?.median;
    return value === undefined ? [] : [{ runId, startedAt, value }];
  });
  const changes = changePoints(points.map(({ value }) => value));
  const bounds = [0, ...changes, points.length];
  const level = (part: number) =>
    median(points.slice(bounds[part], bounds[part + 1]).map(({ value }) => value));
  return changes.map((at, index) => {
    const { runId, startedAt } = points[at]!;
    return {
      server,
      launcher,
      scenario,
      ...(cpus !== undefined && { cpus }),
      figure,
      runId,
      startedAt,
      before: level(index),
      after: level(index + 1),
    };
  });
}
