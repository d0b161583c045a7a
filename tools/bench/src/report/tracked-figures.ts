import { isKnown, type KnownFigure } from '../schema/figure.ts';
import { figuresOf, isInvalid } from '../schema/figures/read-figure.ts';
import type { MeasuredRow, Report } from '../schema/report.ts';

/** A figure as services that track benchmarks over time want it. */
export interface TrackedFigure {
  row: MeasuredRow;
  /** Stable: a service's history hangs on it. */
  slug: string;
  unit: string;
  better: 'lower' | 'higher';
  figure: KnownFigure;
}

/** Every figure that was measured and that no finding makes meaningless: a history of those would be one of noise. */
export function trackedFigures(report: Report): TrackedFigure[] {
  const measured = report.rows.filter((row) => row.status === 'measured');
  return measured.flatMap((row) =>
    figuresOf(row).flatMap(({ definition, figure }) => {
      const { slug, unit, better } = definition;
      if (!slug || !figure || !isKnown(figure) || isInvalid(row, definition)) return [];
      return [{ row, slug, unit, better, figure }];
    }),
  );
}

/** "go/open", with the launcher where it is not the default one, and the CPU limit where there are several. */
export function benchmarkName({ server, scenario, launcher, cpus }: MeasuredRow): string {
  const limit = cpus === undefined ? [] : [`${cpus}-cpus`];
  return [server, scenario, ...(launcher === 'process' ? [] : [launcher]), ...limit].join('/');
}
