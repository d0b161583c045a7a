import type { Metrics } from './metrics.ts';
import { bytes, durationMs } from './quantity.ts';

/** One run in a text: the heading above it, where there is one, and its metrics. */
export interface TextRun {
  heading: string | undefined;
  metrics: Metrics;
}

const metricLine = /^\s*([a-z][\w]*)\.*: +(\S.*)$/;
const heading = /^(?:#+ *(\S.*)|(\S.*):)\s*$/;
/** k6 1.x in full mode repeats the metrics for each scenario and group below those of the whole test. */
const total = /^\s*█ TOTAL RESULTS/;
const part = /^\s*█ \S/;
const fence = /^\s*(?:```|~~~)/;

/**
 * The runs in a text that holds what k6 prints at the end of a test, of any version, with anything around
 * it. A new run starts at a heading or fence, or where a metric comes a second time.
 */
export function runsOfText(text: string): TextRun[] {
  const runs: TextRun[] = [];
  let above: string | undefined;
  let current: TextRun | undefined;
  let inPart = false;
  for (const line of text.split(/\r?\n/)) {
    const [, name, rest] = metricLine.exec(line) ?? [];
    const values = name === undefined || rest === undefined ? undefined : valuesOf(rest.trim());
    if (name !== undefined && values) {
      if (inPart) continue;
      if (!current || current.metrics.has(name)) {
        current = { heading: above, metrics: new Map() };
        above = undefined;
        runs.push(current);
      }
      current.metrics.set(name, values);
    } else if (fence.test(line) || total.test(line)) {
      current = undefined;
      inPart = false;
    } else if (part.test(line)) {
      inPart = true;
    } else {
      const [, titled, labelled] = heading.exec(line) ?? [];
      if (titled ?? labelled) {
        above = titled ?? labelled;
        current = undefined;
        inPart = false;
      }
    }
  }
  return runs.filter((run) => run.metrics.has('http_reqs') || run.metrics.has('iterations'));
}

/** The values after a metric's name; undefined where the line is none of k6's. */
function valuesOf(rest: string): Record<string, number> | undefined {
  return trend(rest) ?? rate(rest) ?? data(rest) ?? counter(rest) ?? gauge(rest);
}

function trend(rest: string): Record<string, number> | undefined {
  const pairs = [...rest.matchAll(/([a-z]+(?:\([\d.]+\))?)=(\S+)/g)];
  const values = pairs.map(([, name, text]) => [name, durationMs(text ?? '')] as const);
  if (values.length === 0 || values.some(([, ms]) => ms === undefined)) return undefined;
  return Object.fromEntries(values) as Record<string, number>;
}

/** "0.00%  ✓ 0  ✗ 632147" up to k6 0.5x, "0.00%  0 out of 632147" since 1.0. `passes` counts where the rate is true. */
function rate(rest: string): Record<string, number> | undefined {
  const marks = /^[\d.]+% +✓ (\d+) +✗ (\d+)$/.exec(rest);
  if (marks) return { passes: Number(marks[1]), fails: Number(marks[2]) };
  const share = /^[\d.]+% +(\d+) out of (\d+)$/.exec(rest);
  if (!share) return undefined;
  const [passes, total] = [Number(share[1]), Number(share[2])];
  return { passes, fails: total - passes };
}

function data(rest: string): Record<string, number> | undefined {
  const [, amount, unit, perSecond, perSecondUnit] = /^([\d.]+) (\w+) +([\d.]+) (\w+)\/s$/.exec(rest) ?? [];
  if (!amount || !unit || !perSecond || !perSecondUnit) return undefined;
  const [count, rate] = [bytes(amount, unit), bytes(perSecond, perSecondUnit)];
  return count === undefined || rate === undefined ? undefined : { count, rate };
}

function counter(rest: string): Record<string, number> | undefined {
  const [, count, perSecond] = /^(\d+) +([\d.]+)\/s$/.exec(rest) ?? [];
  return count && perSecond ? { count: Number(count), rate: Number(perSecond) } : undefined;
}

function gauge(rest: string): Record<string, number> | undefined {
  const [, value, min, max] = /^([\d.]+) +min=([\d.]+) +max=([\d.]+)$/.exec(rest) ?? [];
  return value ? { value: Number(value), min: Number(min), max: Number(max) } : undefined;
}
