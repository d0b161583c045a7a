import { shown } from '../analyse/findings/verdict.ts';
import { builtInMetrics } from '../k6-output/built-in-metrics.ts';
import { terminalSafe } from '../k6-output/clean-line.ts';
import { trendOf } from '../k6-output/metrics.ts';
import type { Part } from '../k6-output/summary.ts';
import type { Values } from '../k6-output/values.ts';
import { findingCodes, type RankedFigure } from '../schema/finding.ts';
import { renderBeside } from './beside.ts';
import type { Explained } from './explain.ts';
import type { ExplainedVerdict } from './findings/verdict.ts';
import { linesOfMerged } from './merged.ts';
import { counted, duration, quoted } from './words.ts';

const figureNames: Partial<Record<RankedFigure, string>> = {
  requestsPerSecond: 'requests/s',
  latencyMs: 'latency',
};

/**
 * The explanations as plain text that is safe on a terminal: for each run what was found, what was not, and what a summary can't
 * tell; then the runs beside one another.
 */
export function renderExplained(explained: readonly Explained[]): string {
  const beside = renderBeside(explained);
  return terminalSafe([...explained.map(renderOne), ...(beside ? [beside] : [])].join('\n\n'));
}

function renderOne(explained: Explained): string {
  const { name, verdicts, facts } = explained;
  const found = verdicts.some((verdict) => verdict.state === 'present');
  const measured = measuredBy(explained);
  return [
    `${name}: ${(measured.length > 0 ? measured : otherTimes(explained)).join(', ')}`,
    ...(explained.merged ? linesOfMerged(explained.merged) : []),
    ...partsOf(facts.summary.parts),
    ...(found ? [] : ['  no finding']),
    ...linesOf(verdicts),
  ].join('\n');
}

function measuredBy({ load, facts }: Explained): string[] {
  const { requestsPerSecond: requests } = load;
  const iterations = facts.iterationsPerSecond;
  const several = facts.requestsPerIteration !== undefined && Math.abs(facts.requestsPerIteration - 1) > 0.02;
  return [
    requests === undefined ? [] : [counted(requests, 'request/s', 'requests/s')],
    requests !== undefined || load.requests === undefined ? [] : [counted(load.requests, 'request')],
    iterations === undefined || (requests !== undefined && !several)
      ? []
      : [counted(iterations, 'iteration/s', 'iterations/s')],
    latencyIn(load.latencyMs, 'latency') ??
      timesOfOthers(facts) ??
      latencyIn(load.iterationMs, 'iteration') ??
      [],
    load.vusMax === undefined ? [] : [counted(load.vusMax, 'VU')],
  ].flat();
}

/** What a script without HTTP is about, most telling first. */
const timesWithoutHttp = [
  'grpc_req_duration',
  'ws_connecting',
  'ws_session_duration',
  'browser_web_vital_lcp',
  'browser_http_req_duration',
];

function timesOfOthers({ summary }: Explained['facts']): string[] | undefined {
  const metric = timesWithoutHttp.find((name) => trendOf(summary.metrics.get(name)));
  return metric === undefined ? undefined : latencyIn(trendOf(summary.metrics.get(metric)), metric);
}

/** Of a summary without any of these the first times that it has. */
function otherTimes({ facts }: Explained): string[] {
  for (const [name, values] of facts.summary.metrics) {
    const times = builtInMetrics.get(name) === 'trend' ? latencyIn(trendOf(values), name) : undefined;
    if (times) return times;
  }
  return ['no rate, latency or number of VUs'];
}

function latencyIn(trend: Explained['load']['latencyMs'], what: string): string[] | undefined {
  if (trend?.avg !== undefined) return [`${what} ${duration(trend.avg)} on average`];
  if (trend?.p50 !== undefined) return [`${what} ${duration(trend.p50)} in the median`];
  return trend?.p95 === undefined ? undefined : [`${what} p95 ${duration(trend.p95)}`];
}

/** Of scenarios, groups and tags; more would hide the findings. */
const MOST_PARTS = 8;

function partsOf(parts: readonly Part[]): string[] {
  const lines = parts.flatMap(({ kind, name, metrics }) => {
    if (/^expected_response:/.test(name)) return [];
    const latency =
      latencyIn(sampled(metrics.get('http_req_duration')), 'latency') ??
      latencyIn(sampled(metrics.get('group_duration')), 'duration');
    const rate = metrics.get('http_reqs')?.rate;
    const measured = [
      rate === undefined ? [] : [counted(rate, 'request/s', 'requests/s')],
      latency ?? [],
    ].flat();
    return measured.length > 0
      ? [`  ${kind === 'tags' ? 'tag' : kind} ${quoted([name])}: ${measured.join(', ')}`]
      : [];
  });
  const more = lines.length - MOST_PARTS;
  return more > 0 ? [...lines.slice(0, MOST_PARTS), `  … and ${more} more`] : lines;
}

/** k6 prints zeros where a threshold made a part that nothing happened in. */
function sampled(values: Values | undefined): ReturnType<typeof trendOf> {
  const trend = trendOf(values);
  return trend?.max === 0 || trend?.avg === 0 ? undefined : trend;
}

const ofBench: ReadonlySet<string> = new Set(findingCodes);

function linesOf(verdicts: readonly ExplainedVerdict[]): string[] {
  const present = verdicts.flatMap((each) => (each.state === 'present' ? [each] : []));
  const absent = verdicts.flatMap((each) => (each.state === 'absent' ? [each] : []));
  const unknown = verdicts.flatMap((each) => (each.state === 'unknown' ? [each] : []));
  const others = absent.filter(({ code }) => !ofBench.has(code)).map(({ code }) => code);
  return [
    ...present.flatMap(linesOfFinding),
    ...absent
      .filter(({ code }) => ofBench.has(code))
      .map(({ code, because }) => `  not shown  ${code}: ${because}`),
    ...(others.length > 0 ? [`  not shown  ${others.join(', ')}`] : []),
    ...[...new Set(unknown.map(({ needs }) => needs))].map((needs) => {
      const codes = unknown.flatMap((each) => (each.needs === needs ? [each.code] : []));
      return `  unknown    ${codes.join(', ')}: needs ${needs}`;
    }),
  ];
}

function linesOfFinding({ finding }: ExplainedVerdict & { state: 'present' }): string[] {
  const { code, summary, evidence, remedy, invalidates } = finding;
  const numbers = Object.entries(evidence).map(([name, value]) => `${name} ${shown(value)}`);
  const figures = invalidates.flatMap((figure) => figureNames[figure] ?? []);
  const meaningless = figures.join(' and ');
  return [
    `  FOUND      ${code}: ${summary}`,
    `             evidence: ${numbers.join(', ')}`,
    ...(meaningless
      ? [
          `             so ${meaningless} ${meaningless === 'latency' ? 'says' : 'say'} nothing about the server`,
        ]
      : []),
    `             fix: ${remedy}`,
  ];
}
