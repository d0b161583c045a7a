import { hasInterval } from '../schema/figure.ts';
import type { Report } from '../schema/report.ts';
import { renderJson } from '../text/json.ts';
import { benchmarkName, trackedFigures } from './tracked-figures.ts';

interface Metric {
  value: number;
  lower_value?: number;
  upper_value?: number;
}

/**
 * Bencher Metric Format (BMF), for `bencher run --adapter json`: https://bencher.dev/docs/reference/bencher-metric-format.
 * A measure is named by figure and unit, as Bencher's own `latency` is in nanoseconds.
 */
export function renderBencher(report: Report): string {
  const benchmarks: Record<string, Record<string, Metric>> = {};
  for (const { row, slug, unit, figure } of trackedFigures(report)) {
    const name = benchmarkName(row);
    benchmarks[name] ??= {};
    benchmarks[name][[slug, ...unitSlug(unit)].join('-')] = {
      value: figure.median,
      ...(hasInterval(figure) && { lower_value: figure.low, upper_value: figure.high }),
    };
  }
  return renderJson(benchmarks);
}

/** The unit as the end of a measure's slug; a rate has it in its name. */
function unitSlug(unit: string): string[] {
  if (unit === 'requests/s') return [];
  return [unit === 'µs' ? 'us' : unit];
}
