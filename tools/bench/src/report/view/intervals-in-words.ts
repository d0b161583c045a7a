import { confidenceInPercent, type Figure, hasInterval, type IntervalFigure } from '../../schema/figure.ts';
import type { Row } from '../../schema/report.ts';

/** How sure the intervals of these rows are: "96.9 %", "93.8 to 96.9 %"; undefined where no figure has one. */
export function intervalsInWords(rows: readonly Row[]): string | undefined {
  const confidences = rows.flatMap(intervalsOf).map(({ confidence }) => confidence);
  if (confidences.length === 0) return undefined;
  const exact = confidences.filter((confidence) => confidence !== undefined);
  if (exact.length < confidences.length) return "nominally 95 %, by an older version's bootstrap";
  const [least, greatest] = [Math.min(...exact), Math.max(...exact)].map(confidenceInPercent);
  return least === greatest ? `${least} %` : `${least} to ${greatest} %`;
}

function intervalsOf(row: Row): IntervalFigure[] {
  const figures = (value: unknown): Figure[] => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return 'median' in value ? [value as Figure] : Object.values(value).flatMap(figures);
  };
  return figures(row).filter(hasInterval);
}
