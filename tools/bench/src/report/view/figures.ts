import type { Figure } from '../../schema/figure.ts';
import type { FigureDefinition, Unit } from '../../schema/figures/definition.ts';
import { allFigures, type NamedFigure } from '../../schema/figures/registry.ts';
import type { RankedFigure } from '../../schema/finding.ts';
import type { MeasuredRow } from '../../schema/report.ts';
import { formatBytes, formatQuantity } from '../format.ts';

/** The figure of a row; undefined where the launcher, the scenario or the version that measured has none. */
export function readFigure(row: MeasuredRow, definition: FigureDefinition): Figure | undefined {
  if (definition.ofRow) return definition.ofRow(row);
  const [first, second] = definition.key.split('.') as [keyof MeasuredRow, string?];
  const field: unknown = row[first];
  return (second === undefined ? field : (field as Record<string, unknown>)[second]) as Figure | undefined;
}

export function invalidates(row: MeasuredRow, figure: RankedFigure): boolean {
  return row.findings.some((finding) => finding.invalidates.includes(figure));
}

/** A finding says that the figure means nothing about the server. */
export function isInvalid(row: MeasuredRow, { invalidatedAs }: FigureDefinition): boolean {
  return invalidatedAs !== undefined && invalidates(row, invalidatedAs);
}

/** How a figure of this unit is written, without the unit: that stands beside it, but with bytes. */
export function formatOf(unit: Unit): (value: number) => string {
  return unit === 'bytes' ? formatBytes : formatQuantity;
}

/** Every figure of a row, in a fixed order; without a row, the definitions alone. */
export function figuresOf(row?: MeasuredRow): { definition: NamedFigure; figure: Figure | undefined }[] {
  return allFigures.map((definition) => ({ definition, figure: row && readFigure(row, definition) }));
}
