import type { RankedFigure } from '../../schema/finding.ts';
import type { Row } from '../../schema/report.ts';
import { formatEvidence } from '../format.ts';
import type { Group } from './groups.ts';

/** What stands below a table about one of its rows: a finding, or what failed. Numbered from 1. */
export interface Footnote {
  number: number;
  row: Row;
  code: string;
  text: string;
  evidence: string;
  remedy: string;
  consequence: string;
}

const figureNames: Record<RankedFigure, string> = {
  requestsPerSecond: 'requests per second',
  latencyMs: 'latency',
  cpuMicrosPerRequest: 'CPU per request',
  rssPeakBytes: 'peak RAM',
};

export function consequenceOf(figures: readonly RankedFigure[]): string {
  if (figures.length === 0) return '';
  const names = figures.map((figure) => figureNames[figure]);
  return `Not ranked, because it says nothing about the server: ${names.join(', ')}.`;
}

function notesOf(row: Row): Omit<Footnote, 'number'>[] {
  const findings = row.status === 'measured' ? row.findings : [];
  return [
    ...findings.map((finding) => ({
      row,
      code: finding.code,
      text: finding.summary,
      evidence: formatEvidence(finding.evidence),
      remedy: finding.remedy,
      consequence: consequenceOf(finding.invalidates),
    })),
    ...row.errors.map((error) => ({
      row,
      code: error.code,
      text: error.message,
      evidence: '',
      remedy: error.fix,
      consequence: row.status === 'measured' ? 'The other rounds were measured.' : '',
    })),
  ];
}

export function footnotesOf(group: Group): Footnote[] {
  return group.rows.flatMap(notesOf).map((note, index) => ({ number: index + 1, ...note }));
}
