import { BenchError } from '../errors/bench-error.ts';
import { builtInMetrics } from '../k6-output/built-in-metrics.ts';
import { summariesOfJson } from '../k6-output/json.ts';
import { type JsonInText, jsonInText } from '../k6-output/json-in-text.ts';
import { pointLineReader } from '../k6-output/point-lines.ts';
import { Points } from '../k6-output/points.ts';
import type { Summary } from '../k6-output/summary.ts';
import { runsOfText } from '../k6-output/text.ts';
import { jsonLines, textIn, unwrapped } from '../k6-output/wrapped-in-json.ts';
import { quoted } from './words.ts';

/** A summary and the heading above it. */
export interface NamedSummary {
  name: string | undefined;
  summary: Summary;
}

/**
 * The summaries in a text: JSON, points of `--out json` or `--out csv`, or what k6 prints.
 *
 * @throws NOT_A_SUMMARY where there is none, with what was found instead
 */
export function summariesOf(text: string): NamedSummary[] {
  const points = pointsOf(text);
  if (points) return points;
  const json = jsonInText(text);
  const values = (json.state === 'found' ? json.values : (jsonLines(text) ?? [])).map((each) =>
    unwrapped(each),
  );
  const ofJson = values.flatMap((value) => summariesOfJson(value));
  const isAllJson = /^\s*[{[]/.test(text) && values.length > 0;
  const runs = isAllJson && ofJson.length > 0 ? [] : runsOfText(isAllJson ? textIn(values) : text);
  if (ofJson.length + runs.length === 0) throw notASummary(whatIs(text, json));
  return [
    ...ofJson.map((summary) => ({ name: undefined, summary })),
    ...runs.map(({ heading, summary }) => ({ name: heading, summary })),
  ];
}

export function notASummary(found: string, cause?: unknown): BenchError {
  return new BenchError(
    'NOT_A_SUMMARY',
    `expected a k6 summary, as JSON or as the text that k6 prints at the end of a test; found ${found}`,
    'Give what `k6 run` prints at its end, from the first metric to the last, the JSON that handleSummary() or --summary-export ' +
      'writes, or the points of `--out json` or `--out csv`.',
    { cause },
  );
}

function pointsOf(text: string): NamedSummary[] | undefined {
  const points = new Points();
  const start = text.trimStart();
  const end = start.indexOf('\n');
  const read = pointLineReader(end < 0 ? start : start.slice(0, end), points);
  if (!read) return undefined;
  for (const line of start.split(/\r?\n/)) read(line);
  return summaryOfPoints(points);
}

/** @throws NOT_A_SUMMARY where no point was read */
export function summaryOfPoints(points: Points): NamedSummary[] {
  if (points.count === 0) throw notASummary('a stream of points without one of a metric of k6');
  return [{ name: undefined, summary: points.summary() }];
}

function whatIs(text: string, json: JsonInText): string {
  if (text.trim() === '') return 'nothing: it is empty';
  if (json.state === 'broken') {
    const place = `line ${json.line}, column ${json.column}`;
    return json.cut ? `JSON that is cut: it ends at ${place}` : `JSON that is broken at ${place}`;
  }
  if (json.state === 'found') return `JSON without k6 metrics${whatElseIn(json.values)}`;
  if (/execution: cloud|output: (?:cloud|https?:\/\/)|\.k6\.io\/runs\/|\/k6-app\/runs\//.test(text)) {
    return 'text of a run in the cloud without its metrics, which are on the page that it names';
  }
  return 'text without a line like "http_reqs......: 100 10/s"';
}

function whatElseIn(values: readonly unknown[]): string {
  for (const value of values) {
    if (typeof value !== 'object' || value === null || !('metrics' in value)) continue;
    const { metrics } = value;
    if (typeof metrics !== 'object' || metrics === null) continue;
    const names = Object.keys(metrics).filter((name) => !builtInMetrics.has(name));
    return names.length === 0
      ? ': its "metrics" are empty, so not one request or iteration ended'
      : `: its "metrics" are ${quoted(names, 3)}`;
  }
  return '';
}
