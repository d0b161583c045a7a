import type { Row } from '../schema/report.ts';
import { toPlainText } from '../text/plain-text.ts';
import { partsTable, redirectLines } from './view/parts.ts';

/** What the loads of a table are made of, where their scripts make several parts. */
export function renderParts(rows: readonly Row[]): string[] {
  const table = partsTable(rows);
  const lines = table ? [table.head, ...table.body].map((cells) => cells.map(toPlainText)) : [];
  const widths = (table?.head ?? []).map((_, column) =>
    Math.max(...lines.map((cells) => cells[column]!.length)),
  );
  const aligned = lines.map((cells) =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  return [...redirectLines(rows).map(toPlainText), ...(table ? [aligned.join('\n')] : [])];
}
