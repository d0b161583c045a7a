import { hasInterval } from '../schema/figure.ts';
import type { Report } from '../schema/report.ts';
import { renderJson } from '../text/json.ts';
import { benchmarkName, trackedFigures } from './tracked-figures.ts';

/**
 * The input of github-action-benchmark: its tool `customSmallerIsBetter` (`lower`) or `customBiggerIsBetter`
 * (`higher`), https://github.com/benchmark-action/github-action-benchmark. `range` is the interval's half width.
 */
export function renderGithubActionBenchmark(report: Report, better: 'lower' | 'higher'): string {
  const entries = trackedFigures(report)
    .filter((tracked) => tracked.better === better)
    .map(({ row, slug, unit, figure }) => ({
      name: `${benchmarkName(row)} ${slug}`,
      unit,
      value: figure.median,
      ...(hasInterval(figure) && { range: `± ${((figure.high - figure.low) / 2).toPrecision(3)}` }),
      extra: `run ${row.runId}, ${figure.rounds} rounds`,
    }));
  return renderJson(entries);
}
