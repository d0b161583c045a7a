import type { Figure } from '../figure.ts';
import type { RankedFigure } from '../finding.ts';
import type { MeasuredRow } from '../report.ts';
import type { FigureDefinition } from './definition.ts';
import { allFigures, type NamedFigure } from './registry.ts';

/** The figure of a row; undefined where the launcher, the scenario or the version that measured has none. */
export function readFigure(row: MeasuredRow, definition: FigureDefinition): Figure | undefined {
  if (definition.ofRow) return definition.ofRow(row);
  const [first, second] = definition.key.split('.') as [keyof MeasuredRow, string?];
  const field: unknown = row[first];
  return (second === undefined ? field : (field as Record<string, unknown>)[second]) as Figure | undefined;
}

/** Every figure of a row, in a fixed order; without a row, the definitions alone. */
export function figuresOf(row?: MeasuredRow): { definition: NamedFigure; figure: Figure | undefined }[] {
  return allFigures.map((definition) => ({ definition, figure: row && readFigure(row, definition) }));
}

export function invalidates(row: MeasuredRow, figure: RankedFigure): boolean {
  return row.findings.some((finding) => finding.invalidates.includes(figure));
}

/** A finding says that the figure means nothing about the server. */
export function isInvalid(row: MeasuredRow, { invalidatedAs }: FigureDefinition): boolean {
  return invalidatedAs !== undefined && invalidates(row, invalidatedAs);
}
