import type { Row } from '../schema/report.ts';
import { alignedLines } from '../text/aligned-lines.ts';
import { toPlainText } from '../text/plain-text.ts';
import { partsTable, redirectLines } from './view/parts.ts';

/** What the loads of a table are made of, where their scripts make several parts. */
export function renderParts(rows: readonly Row[]): string[] {
  const table = partsTable(rows);
  const cells = table ? [table.head, ...table.body].map((row) => row.map(toPlainText)) : [];
  return [
    ...redirectLines(rows).map(toPlainText),
    ...(table ? [alignedLines(cells, [0, 1]).join('\n')] : []),
  ];
}
