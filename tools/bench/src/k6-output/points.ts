import { builtInMetrics, type MetricKind } from './built-in-metrics.ts';
import { Histogram } from './histogram.ts';
import { emptySummary, type Metrics, type Part, type Summary } from './summary.ts';
import type { Values } from './values.ts';

/** One measured value, as `--out json` and `--out csv` write it. */
export interface Point {
  metric: string;
  timeMs: number;
  value: number;
  tags: { scenario?: string; group?: string; check?: string; expected_response?: string };
}

/** Of scenarios, groups and checks: beyond it somebody tags by a number that grows, and memory would with it. */
const MOST_NAMES = 200;

interface Counted {
  kind: MetricKind;
  sum: number;
  last: number;
  /** Values that are not zero. */
  trues: number;
  histogram: Histogram;
}

/** Adds up the points of a test into the summary that k6 would have printed, in memory that does not grow with their number. */
export class Points {
  readonly #kinds = new Map<string, MetricKind>(builtInMetrics);
  readonly #metrics = new Map<string, Counted>();
  readonly #parts = new Map<string, { part: Omit<Part, 'metrics'>; metrics: Map<string, Counted> }>();
  readonly #checks = new Map<string, { passes: number; fails: number }>();
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;
  #hasSetup = false;
  count = 0;

  declare(metric: string, kind: string): void {
    const isKind = kind === 'counter' || kind === 'gauge' || kind === 'rate' || kind === 'trend';
    if (isKind && this.#kinds.size < 10 * MOST_NAMES) this.#kinds.set(metric, kind);
  }

  add({ metric, timeMs, value, tags }: Point): void {
    const kind = this.#kinds.get(metric);
    if (!kind || !Number.isFinite(value) || value < 0 || !Number.isFinite(timeMs)) return;
    this.count++;
    if (timeMs < this.#firstMs) this.#firstMs = timeMs;
    if (timeMs > this.#lastMs) this.#lastMs = timeMs;
    count(this.#metrics, metric, kind, value);
    this.#addToPart('scenario', tags.scenario, metric, kind, value);
    const group = tags.group?.replace(/^::/, '');
    this.#addToPart('group', group, metric, kind, value);
    if (group === 'setup') this.#hasSetup = true;
    if (tags.expected_response === 'true')
      this.#addToPart('tags', 'expected_response:true', metric, kind, value);
    if (metric === 'checks' && tags.check) this.#addCheck(tags.check, value);
  }

  #addToPart(
    kind: Part['kind'],
    name: string | undefined,
    metric: string,
    type: MetricKind,
    value: number,
  ): void {
    if (!name) return;
    const key = `${kind} ${name}`;
    let part = this.#parts.get(key);
    if (!part) {
      if (this.#parts.size >= MOST_NAMES) return;
      part = { part: { kind, name: name.slice(0, 200) }, metrics: new Map() };
      this.#parts.set(key, part);
    }
    count(part.metrics, metric, type, value);
  }

  #addCheck(name: string, value: number): void {
    let check = this.#checks.get(name);
    if (!check) {
      if (this.#checks.size >= MOST_NAMES) return;
      check = { passes: 0, fails: 0 };
      this.#checks.set(name, check);
    }
    if (value > 0) check.passes++;
    else check.fails++;
  }

  summary(): Summary {
    const summary = emptySummary('points');
    const seconds = (this.#lastMs - this.#firstMs) / 1000;
    summary.metrics = valuesOf(this.#metrics, seconds);
    summary.parts = [...this.#parts.values()].map(({ part, metrics }) => ({
      ...part,
      metrics: valuesOf(metrics, seconds),
    }));
    summary.checks = [...this.#checks].map(([name, { passes, fails }]) => ({ name, passes, fails }));
    summary.hasSetup = this.#hasSetup;
    summary.wouldShowDropped = this.#metrics.has('iterations');
    return summary;
  }
}

function count(metrics: Map<string, Counted>, name: string, kind: MetricKind, value: number): void {
  let counted = metrics.get(name);
  if (!counted) {
    counted = { kind, sum: 0, last: 0, trues: 0, histogram: new Histogram() };
    metrics.set(name, counted);
  }
  counted.sum += value;
  counted.last = value;
  if (value !== 0) counted.trues++;
  counted.histogram.add(value);
}

function valuesOf(metrics: Map<string, Counted>, seconds: number): Metrics {
  return new Map([...metrics].map(([name, counted]) => [name, valuesOfOne(counted, seconds)]));
}

function valuesOfOne({ kind, sum, last, trues, histogram }: Counted, seconds: number): Values {
  const { count: points, min, max } = histogram;
  if (kind === 'counter') return { count: sum, ...(seconds > 0 && { rate: sum / seconds }) };
  if (kind === 'gauge') return { value: last, min, max };
  if (kind === 'rate') return { passes: trues, fails: points - trues, rate: trues / points };
  return {
    avg: histogram.avg,
    min,
    med: histogram.percentile(50),
    max,
    'p(90)': histogram.percentile(90),
    'p(95)': histogram.percentile(95),
    'p(99)': histogram.percentile(99),
    count: points,
  };
}
