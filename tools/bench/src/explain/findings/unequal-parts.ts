import { shown } from '../../analyse/findings/verdict.ts';
import { trendOf } from '../../k6-output/metrics.ts';
import type { Part } from '../../k6-output/summary.ts';
import type { Facts } from '../facts.ts';
import { duration, quoted } from '../words.ts';
import { cantTell, type ExplainedVerdict, found, notFound } from './verdict.ts';

const code = 'unequal-parts';

const LEAST_RATIO = 2;
const LEAST_MS = 5;

/** Scenarios, groups or tags whose latencies differ: the total is a mix that describes none of them. */
export function unequalPartsIn({ summary }: Facts): ExplainedVerdict {
  // A group's duration holds its sleep(), so that it is compared with that of other groups alone.
  const parts =
    ['http_req_duration', 'group_duration']
      .map((metric) => averagesOf(summary.parts, metric))
      .find((averages) => averages.length > 1) ?? [];
  if (parts.length < 2) return cantTell(code, 'the latency of two scenarios, groups or tags');
  const sorted = parts.sort((a, b) => a.avg - b.avg);
  const [quickest, slowest] = [sorted[0]!, sorted.at(-1)!];
  if (slowest.avg < LEAST_RATIO * quickest.avg || slowest.avg - quickest.avg < LEAST_MS) {
    return notFound(code, `averages are from ${duration(quickest.avg)} to ${duration(slowest.avg)}`);
  }
  return found({
    code,
    summary:
      `The total mixes parts that differ: ${quoted([quickest.name])} takes ${duration(quickest.avg)} on average, ` +
      `${quoted([slowest.name])} ${duration(slowest.avg)}, ${shown(slowest.avg / quickest.avg)} times as long.`,
    evidence: { quickestAvgMs: quickest.avg, slowestAvgMs: slowest.avg, parts: parts.length },
    remedy: 'Quote each part by itself.',
  });
}

function averagesOf(parts: readonly Part[], metric: string): { name: string; avg: number }[] {
  return parts.flatMap(({ name, metrics }) => {
    const avg = trendOf(metrics.get(metric))?.avg;
    return avg === undefined || avg === 0 || /^expected_response:/.test(name) ? [] : [{ name, avg }];
  });
}
