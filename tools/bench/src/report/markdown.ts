import { markdownTable } from 'markdown-table';
import { type Group, groupRows, groupTitle, runName } from '../analyse/groups.ts';
import type { Headline } from '../schema/headline.ts';
import type { Report, Row } from '../schema/report.ts';
import { byteUnitNote, nameAtLimit } from '../text/format.ts';
import { shorten, toPlainText } from '../text/plain-text.ts';
import type { Cell } from './view/cell.ts';
import { type Column, columnsOf, limitedColumns } from './view/columns.ts';
import { comparabilityNote } from './view/comparability.ts';
import { curveLines, curvesOf, curveTitle } from './view/curve.ts';
import { curveColumns } from './view/curve-columns.ts';
import { type Footnote, footnotesOf, numbersOf } from './view/footnotes.ts';
import { headlineFor } from './view/headline-for.ts';
import { intervalsInWords } from './view/intervals-in-words.ts';
import { limitedGroups, limitedTitle } from './view/limited-groups.ts';
import { partsTable, redirectLines } from './view/parts.ts';
import { runLine } from './view/provenance-lines.ts';

const labelLimit = 60;

/** Text as Markdown that shows exactly that text, in a paragraph, a heading or a table cell. */
export function escapeMarkdown(text: string): string {
  return toPlainText(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#!|~$@^]/g, '\\$&')
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/\b(https?|ftp):/gi, '$1&#58;')
    .replace(/\bwww\./gi, 'www&#46;');
}

function renderCell(cell: Cell, withInterval = false): string {
  if (cell.state === 'unavailable') return '–';
  if (cell.state === 'invalidated') return `\\[${cell.text}\\]`;
  return withInterval && cell.interval ? `${cell.text} (${cell.interval})` : cell.text;
}

function label(row: Row): string {
  return escapeMarkdown(shorten(toPlainText(row.label), labelLimit));
}

function nameOf(row: Row, notes: readonly Footnote[]): string {
  const numbers = numbersOf(row, notes);
  return numbers.length === 0 ? label(row) : `${label(row)} <sup>${numbers.join(', ')}</sup>`;
}

function renderTable(group: Group, columns: readonly Column[]): string {
  const notes = footnotesOf(group.rows);
  const severalRuns = group.runIds.length > 1;
  const head = ['Platform', ...(severalRuns ? ['Run'] : []), ...columns.map((column) => column.header)];
  const body = group.rows.map((row) => {
    const first = [nameOf(row, notes), ...(severalRuns ? [runName(group.runIds.indexOf(row.runId))] : [])];
    if (row.status === 'failed') {
      const codes = row.errors.map((error) => `\`${error.code}\``).join(', ');
      return [...first, `failed: ${codes}`, ...columns.slice(1).map(() => '')];
    }
    return [...first, ...columns.map((column) => renderCell(column.cell(row), column.showInterval))];
  });
  const align = head.map((name) => (name === 'Platform' || name === 'Run' ? 'l' : 'r'));
  return markdownTable([head, ...body], { align });
}

function renderParts({ rows }: Group): string[] {
  const table = partsTable(rows);
  return [
    ...redirectLines(rows).map(escapeMarkdown),
    ...(table
      ? [
          markdownTable([table.head, ...table.body.map((cells) => cells.map(escapeMarkdown))], {
            align: table.head.map((_, index) => (index < 2 ? 'l' : 'r')),
          }),
        ]
      : []),
  ];
}

function renderEntry({ row, text, evidence }: Footnote['entries'][number]): string {
  return `- ${nameAtLimit(label(row), row.cpus)}: ${escapeMarkdown(text)}${evidence ? ` Evidence: ${escapeMarkdown(evidence)}.` : ''}`;
}

function renderFootnote(note: Footnote, withEntries: boolean): string {
  const parts = [note.consequence, `Remedy: ${escapeMarkdown(note.remedy)}`].filter((part) => part !== '');
  const indent = ' '.repeat(`${note.number}. `.length);
  const entries = withEntries ? note.entries.map((entry) => `${indent}${renderEntry(entry)}`) : [];
  return [`${note.number}. \`${note.code}\`: ${parts.join(' ')}`, ...entries].join('\n');
}

/** Lines that a reader opens at will; GitHub and GitLab show a summary alone. */
function fold(summary: string, blocks: readonly string[]): string {
  return [`<details><summary>${summary}</summary>`, ...blocks, '</details>'].join('\n\n');
}

function renderEvidence(notes: readonly Footnote[]): string[] {
  return notes.map((note) => [`\`${note.code}\``, '', ...note.entries.map(renderEntry)].join('\n'));
}

function renderHeadline(headline: Headline | undefined): string[] {
  if (!headline) return [];
  const details = headline.details.map(escapeMarkdown).join(' ');
  return [`**${escapeMarkdown(headline.claim)}** ${details}`.trim()];
}

interface Shown {
  group: Group;
  title: string;
  columns: readonly Column[];
  /** What is said above it. */
  said: readonly string[];
}

/** Servers within several limits in one table, those within each in one, then each of its loads by itself, with all the rest. */
function tablesOf(report: Report): Shown[] {
  return [
    ...curvesOf(report).map((group) => ({
      group,
      title: curveTitle(report, group),
      columns: curveColumns(report, group),
      said: curveLines(group).map(escapeMarkdown),
    })),
    ...limitedGroups(report).map((group) => ({
      group,
      title: limitedTitle(report, group),
      columns: limitedColumns(group.rows),
      said: renderHeadline(headlineFor(group.parts[0]!, report)),
    })),
    ...groupRows(report).map((group) => ({
      group,
      title: groupTitle(group),
      columns: columnsOf(group.rows),
      said: renderHeadline(headlineFor(group, report)),
    })),
  ];
}

function renderGroup(report: Report, { group, title, columns, said }: Shown, folded: boolean): string {
  const notes = footnotesOf(group.rows);
  const warning = comparabilityNote(group);
  const severalRuns = group.runIds.length > 1;
  const runs = group.runIds.map((runId, index) =>
    escapeMarkdown(`${severalRuns ? `Run ${runName(index)}` : 'Run'} ${runId}: ${runLine(report, runId)}.`),
  );
  return [
    `### ${escapeMarkdown(title)}`,
    ...said,
    renderTable(group, columns),
    ...renderParts(group),
    ...(warning ? [`**${warning}**`] : []),
    ...(notes.length === 0 ? [] : [notes.map((note) => renderFootnote(note, !folded)).join('\n')]),
    ...(folded
      ? [fold('Evidence of each row, and where the figures come from', [...renderEvidence(notes), ...runs])]
      : runs),
  ].join('\n\n');
}

/**
 * The report as GitHub-flavoured Markdown: for each scenario and launcher its headline, one table, and findings.
 * `folded` puts the evidence of each row into a part that the reader opens; `first` leaves out every table but the first.
 */
export function renderMarkdown(report: Report, { folded = false, first = false } = {}): string {
  const tables = tablesOf(report);
  const shown = first ? tables.slice(0, 1) : tables;
  if (shown.length === 0) return 'The report has no rows: no server was measured.\n';
  const intervals = intervalsInWords(report.rows);
  const isLimited = limitedGroups(report).length > 0 || curvesOf(report).length > 0;
  const legend = [
    ...(first && isLimited
      ? []
      : [
          `${isLimited ? 'In the other tables: least' : 'Least'} CPU per request first, greatest capacity, or under saturation most requests/s.`,
        ]),
    ...(intervals ? [`Intervals are ${intervals}.`] : []),
    `Figures in brackets are out of the ranking, as the note says. ${byteUnitNote}`,
  ].join(' ');
  return `${[...shown.map((each) => renderGroup(report, each, folded)), legend].join('\n\n')}\n`;
}
