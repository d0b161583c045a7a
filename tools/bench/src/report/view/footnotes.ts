import { type RankedFigure, rankedFigureNames } from '../../schema/finding.ts';
import type { Row } from '../../schema/report.ts';
import { formatEvidence } from '../../text/format.ts';

/** What was found about one row, or how it failed. */
interface Entry {
  row: Row;
  text: string;
  evidence: string;
}

/** What stands below a table about some of its rows: those with the same code and the same remedy share one. */
export interface Footnote {
  /** From 1, in the order of the rows. */
  number: number;
  code: string;
  kind: 'finding' | 'failure';
  remedy: string;
  /** What the finding takes out of the ranking; empty where nothing. */
  consequence: string;
  entries: Entry[];
}

function consequenceOf(figures: readonly RankedFigure[]): string {
  if (figures.length === 0) return '';
  const names = figures.map((figure) => rankedFigureNames[figure]);
  return `Not ranked, because it says nothing about the server: ${names.join(', ')}.`;
}

type Note = Omit<Footnote, 'number' | 'entries'> & Entry;

function notesOf(row: Row): Note[] {
  const findings = row.status === 'measured' ? row.findings : [];
  return [
    ...findings.map(
      (finding): Note => ({
        row,
        kind: 'finding',
        code: finding.code,
        text: finding.summary,
        evidence: formatEvidence(finding.evidence),
        remedy: finding.remedy,
        consequence: consequenceOf(finding.invalidates),
      }),
    ),
    ...row.errors.map(
      (error): Note => ({
        row,
        kind: 'failure',
        code: error.code,
        text: withoutName(error.message, row.server),
        evidence: '',
        remedy: error.fix,
        consequence: row.status === 'measured' ? 'The other rounds were measured.' : '',
      }),
    ),
  ];
}

/** A message names its server, for where it stands alone; below a table the row's name stands before it. */
function withoutName(message: string, server: string): string {
  return message.startsWith(`${server}: `) ? message.slice(server.length + 2) : message;
}

export function footnotesOf(rows: readonly Row[]): Footnote[] {
  const footnotes = new Map<string, Footnote>();
  for (const { row, text, evidence, ...shared } of rows.flatMap(notesOf)) {
    const key = JSON.stringify([shared.code, shared.remedy, shared.consequence]);
    const footnote = footnotes.get(key) ?? { number: footnotes.size + 1, ...shared, entries: [] };
    footnote.entries.push({ row, text, evidence });
    footnotes.set(key, footnote);
  }
  return [...footnotes.values()];
}

/** The numbers that a row's name bears. */
export function numbersOf(row: Row, footnotes: readonly Footnote[]): number[] {
  return footnotes
    .filter(({ entries }) => entries.some((entry) => entry.row === row))
    .map(({ number }) => number);
}
