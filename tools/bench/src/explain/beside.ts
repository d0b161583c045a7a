import { shown } from '../analyse/findings/verdict.ts';
import type { RankedFigure } from '../schema/finding.ts';
import { alignedLines } from '../text/aligned-lines.ts';
import type { Explained } from './explain.ts';
import { duration } from './words.ts';

const MOST_RUNS = 20;

/** Several runs beside one another, with what such a comparison is worth; undefined for one run. */
export function renderBeside(explained: readonly Explained[]): string | undefined {
  const runs = explained.slice(0, MOST_RUNS);
  if (runs.length < 2) return undefined;
  const http = runs.some(({ load }) => load.requestsPerSecond !== undefined || load.latencyMs);
  const head = http
    ? ['', 'requests/s', 'latency avg', 'p95', 'failed']
    : ['', 'iterations/s', 'iteration avg', 'p95', 'failed checks'];
  const lines = alignedLines([head, ...runs.map(http ? rowOf : iterationsRowOf)], [0]);
  const left = explained.length - runs.length;
  return [
    'Runs that were not interleaved differ by the machine, the network and the hour too; nothing says that these were:',
    ...(differ(runs) ? ['They ran with different numbers of VUs too.'] : []),
    ...lines.map((line) => `  ${line}`),
    ...(left > 0 ? [`  … and ${left} more`] : []),
    ...(lines.some((line) => line.includes('['))
      ? ['[ ]: a finding says that it tells nothing about the server']
      : []),
  ].join('\n');
}

function differ(runs: readonly Explained[]): boolean {
  return new Set(runs.flatMap(({ load }) => load.vusMax ?? [])).size > 1;
}

function rowOf(explained: Explained): string[] {
  const { name, load, facts } = explained;
  const cell = (figure: RankedFigure, text: string | undefined) =>
    text === undefined ? 'unknown' : isMeaningless(explained, figure) ? `[${text}]` : text;
  return [
    shortened(name),
    cell('requestsPerSecond', given(load.requestsPerSecond, shown)),
    cell('latencyMs', given(load.latencyMs?.avg, duration)),
    cell('latencyMs', given(load.latencyMs?.p95, duration)),
    given(facts.failedShare, inPercent) ?? 'unknown',
  ];
}

/** Where no run made HTTP requests. */
function iterationsRowOf({ name, load, facts }: Explained): string[] {
  const cells = [
    given(facts.iterationsPerSecond, shown),
    given(load.iterationMs?.avg, duration),
    given(load.iterationMs?.p95, duration),
    given(facts.checks?.failedShare, inPercent),
  ];
  return [shortened(name), ...cells.map((cell) => cell ?? 'unknown')];
}

const inPercent = (share: number) => `${shown(share * 100)} %`;

function given(value: number | undefined, show: (value: number) => string): string | undefined {
  return value === undefined ? undefined : show(value);
}

function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 37)}...` : name;
}

function isMeaningless({ verdicts }: Explained, figure: RankedFigure): boolean {
  return verdicts.some(
    (verdict) => verdict.state === 'present' && verdict.finding.invalidates.includes(figure),
  );
}
