import { verdictsOn } from '../analyse/findings/findings-of.ts';
import type { Verdict } from '../analyse/findings/verdict.ts';
import type { ObservedLoad } from '../analyse/observation.ts';
import { BenchError } from '../errors/bench-error.ts';
import { metricsOfJson } from './parse/json.ts';
import { loadOf } from './parse/metrics.ts';
import { runsOfText } from './parse/text.ts';

/** What one k6 summary says: its numbers, and for each finding of the closed list whether it holds. */
export interface Explained {
  /** The heading above the summary, or its place in the text. */
  name: string;
  load: ObservedLoad;
  verdicts: Verdict[];
}

/**
 * Explains the k6 summaries in a text: JSON of `--summary-export` or handleSummary's `data` (both of k6 1.x and
 * the new machine-readable one), or what k6 prints at the end, several runs in one document too. A summary holds
 * no CPU time, so that the findings which need one are unknown.
 *
 * @throws NOT_A_SUMMARY where there is none
 */
export function explain(text: string): Explained[] {
  return summariesOf(text).map(({ name, load }) => ({
    name,
    load,
    verdicts: verdictsOn({ generator: 'k6', load, rounds: [], options: {} }),
  }));
}

function summariesOf(text: string): { name: string; load: ObservedLoad }[] {
  const json = parsedJson(text);
  const metrics = json === undefined ? undefined : metricsOfJson(json);
  if (metrics) return [{ name: 'summary', load: loadOf(metrics) }];
  const runs = json === undefined ? runsOfText(text) : [];
  if (runs.length === 0) {
    throw new BenchError(
      'NOT_A_SUMMARY',
      `expected a k6 summary, as JSON or as the text that k6 prints at the end of a test; found ${
        json === undefined ? 'text without an http_reqs or iterations line' : 'JSON without k6 metrics'
      }`,
      'Make one with `k6 run --summary-mode=full --summary-export=summary.json script.js`. The points of `--out json` are no summary.',
    );
  }
  return runs.map(({ heading, metrics }, index) => ({
    name: heading ?? (runs.length === 1 ? 'summary' : `summary ${index + 1}`),
    load: loadOf(metrics),
  }));
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
