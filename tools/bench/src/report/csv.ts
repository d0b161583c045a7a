import { type Figure, hasInterval, isKnown } from '../schema/figure.ts';
import { figuresOf, invalidates } from '../schema/figures/read-figure.ts';
import { rankedFigures } from '../schema/finding.ts';
import type { MeasuredRow, Report, Row } from '../schema/report.ts';
import { generatorOfRow } from './view/generator.ts';

/**
 * RFC 4180 quoting. A leading `=`, `+`, `-` or `@` gets an apostrophe, because spreadsheets run such text
 * as a formula (OWASP, CSV Injection).
 */
function textField(text: string): string {
  const inert = /^[\s]*[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

function figureFields(figure: Figure | undefined): string[] {
  if (!figure || !isKnown(figure)) return ['', '', '', ''];
  const bounds = hasInterval(figure) ? [String(figure.low), String(figure.high)] : ['', ''];
  return [String(figure.median), ...bounds, String(figure.rounds)];
}

const identity = ['server', 'label', 'launcher', 'scenario', 'runId', 'status'] as const;
const totals = ['requests', 'failedRequests', 'droppedIterations'] as const;

function listOf(row: Row): string {
  const codes = [...(row.status === 'measured' ? row.findings : []), ...row.errors].map(({ code }) => code);
  return [...new Set(codes)].join(' ');
}

function outOfRanking(row: MeasuredRow): string {
  return rankedFigures.filter((figure) => invalidates(row, figure)).join(' ');
}

/**
 * One line for each row: every figure as `<name>.median`, `.low`, `.high` and `.rounds` in the unit that its
 * name says; empty where there is no figure. `outOfRanking` names the figures that a finding invalidates,
 * `bound` what sets those under load, `cpus` the CPU limit where a server has several, `workload` what was asked where that was
 * not the endpoint.
 */
export function renderCsv(report: Report): string {
  const names = figuresOf().map(({ definition }) => definition.key);
  const head = [
    ...identity,
    ...names.flatMap((name) => ['median', 'low', 'high', 'rounds'].map((part) => `${name}.${part}`)),
    ...totals,
    'outOfRanking',
    'findings',
    'generator',
    'bound',
    'cpus',
    'workload',
  ];
  const lines = report.rows.map((row) => {
    const measured = row.status === 'measured' ? row : undefined;
    return [
      ...identity.map((field) => textField(row[field])),
      ...figuresOf(measured).flatMap(({ figure }) => figureFields(figure)),
      ...totals.map((total) => String(measured?.[total] ?? '')),
      measured ? outOfRanking(measured) : '',
      textField(listOf(row)),
      textField(generatorOfRow(row, report)),
      measured?.bound?.by ?? '',
      String(row.cpus ?? ''),
      textField(row.workload ?? ''),
    ].join(',');
  });
  return [head.join(','), ...lines, ''].join('\r\n');
}
