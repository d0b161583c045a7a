import { shown, type Verdict } from '../analyse/findings/verdict.ts';
import type { RankedFigure } from '../schema/finding.ts';
import type { Explained } from './explain.ts';

const figureNames: Record<RankedFigure, string> = {
  requestsPerSecond: 'requests/s',
  latencyMs: 'latency',
  cpuMicrosPerRequest: 'CPU per request',
  capacity: 'the capacity',
  rssPeakBytes: 'peak memory',
};

/** The explanations as plain text: for each run what was found, what was not, and what a summary can't tell. */
export function renderExplained(explained: readonly Explained[]): string {
  return explained.map(renderOne).join('\n\n');
}

function renderOne({ name, load, verdicts }: Explained): string {
  const measured = [
    load.requestsPerSecond === undefined ? [] : [`${shown(load.requestsPerSecond)} requests/s`],
    load.latencyMs?.avg === undefined ? [] : [`latency ${shown(load.latencyMs.avg)} ms on average`],
    load.vusMax === undefined ? [] : [`${shown(load.vusMax)} VUs`],
  ].flat();
  const order = ['present', 'absent', 'unknown'];
  const sorted = [...verdicts].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const found = verdicts.some((verdict) => verdict.state === 'present');
  return [
    `${name}: ${measured.join(', ')}`,
    ...(found ? [] : ['  no finding']),
    ...sorted.flatMap(linesOf),
  ].join('\n');
}

function linesOf(verdict: Verdict): string[] {
  if (verdict.state === 'absent') return [`  not shown  ${verdict.code}: ${verdict.because}`];
  if (verdict.state === 'unknown') return [`  unknown    ${verdict.code}: needs ${verdict.needs}`];
  const { code, summary, evidence, remedy, invalidates } = verdict.finding;
  const numbers = Object.entries(evidence).map(([name, value]) => `${name} ${shown(value)}`);
  const meaningless = invalidates.map((figure) => figureNames[figure]).join(' and ');
  return [
    `  FOUND      ${code}: ${summary}`,
    `             evidence: ${numbers.join(', ')}`,
    ...(meaningless
      ? [
          `             so ${meaningless} ${invalidates.length === 1 && meaningless !== 'requests/s' ? 'says' : 'say'} nothing about the server`,
        ]
      : []),
    `             fix: ${remedy}`,
  ];
}
