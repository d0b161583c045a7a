import { builtInMetrics } from './built-in-metrics.ts';
import { crossedIn } from './log-line.ts';
import type { MetricText } from './metric-line.ts';
import { withoutUnusedHttp } from './metrics.ts';
import { type DeclaredScenario, emptySummary, type Part, type Summary } from './summary.ts';
import { valuesIn } from './values.ts';

/** One run in a text. */
export interface TextRun {
  heading: string | undefined;
  summary: Summary;
}

/** Collects what the lines of one run say. */
export class RunBuilder {
  heading: string | undefined;
  readonly summary = emptySummary('text');
  /** The part that the metrics belong to, if any. */
  part: Part | undefined;
  /** Something was left out between its lines. */
  gap = false;
  /** Headings of k6 1.x: HTTP, EXECUTION, … */
  readonly sections = new Set<string>();
  #last: { rest: string; set: (rest: string) => void } | undefined;
  /** The metric that sub-metrics below it belong to. */
  #parent: string | undefined;
  readonly #order: string[] = [];
  /** A check that fails, until the line with its counts comes. */
  #failing: string | undefined;

  get metricsSeen(): number {
    return this.#order.length;
  }

  has(name: string): boolean {
    return this.#order.includes(name);
  }

  /** Adds a metric; whether the text is one. */
  add({ name, tags, threshold, rest }: MetricText): boolean {
    if (tags !== undefined) return this.#addTagged(tags, threshold, rest);
    const read = valuesIn(rest);
    if (!read) {
      if (name === 'dropped_iterations') this.gap = true;
      return builtInMetrics.has(name) && rest.length > 0;
    }
    const { part } = this;
    this.#last = { rest, set: (text) => this.#set(name, text, part) };
    this.#parent = name;
    if (!part) this.#order.push(name);
    if (threshold) this.#addThreshold(name, threshold);
    this.#last.set(rest);
    return true;
  }

  /** Joins a line to the metric above it, which a terminal or a mail wrapped; whether it belongs there. */
  continue(line: string): boolean {
    if (!this.#last) return false;
    const { rest } = this.#last;
    const text = line.trim();
    if (!/^[\w.()=%µμ/✓✗,?-]+(?: +[\w.()=%µμ/✓✗,?-]+){0,12}$/.test(text)) return false;
    const before = score(rest);
    const joined = [`${rest}${text}`, `${rest} ${text}`].find((each) => score(each) > before);
    if (joined === undefined) return false;
    this.#last.rest = joined;
    this.#last.set(joined);
    return true;
  }

  check(name: string, passed: boolean): void {
    this.#failing = passed ? undefined : name;
  }

  /** "↳  40% — ✓ 40 / ✗ 60", below the check that fails. */
  checkCounts(line: string): void {
    const counts = valuesIn(line.slice(line.indexOf('↳') + 1).trim())?.values;
    if (this.#failing !== undefined && !this.part && counts?.passes !== undefined) {
      this.summary.checks.push({ name: this.#failing, passes: counts.passes, fails: counts.fails ?? 0 });
    }
    this.#failing = undefined;
  }

  addScenario(scenario: DeclaredScenario): void {
    this.summary.scenarios.push(scenario);
  }

  /** What the progress of a scenario shows, where nothing says how it was declared. */
  addShownScenario(scenario: DeclaredScenario): void {
    const known = this.summary.scenarios.some(({ name }) => name === scenario.name);
    if (!known) this.summary.scenarios.push(scenario);
  }

  crossed(line: string): void {
    for (const name of crossedIn(line)) this.#addThreshold(name, 'crossed');
  }

  #addThreshold(metric: string, state: 'met' | 'crossed'): void {
    const known = this.summary.thresholds.some((each) => each.metric === metric && each.state === state);
    if (!known) this.summary.thresholds.push({ metric, state });
  }

  #addTagged(tags: string, threshold: MetricText['threshold'], rest: string): boolean {
    const read = valuesIn(rest);
    const name = this.#parent;
    if (name === undefined || !read) return read !== undefined;
    if (threshold) this.#addThreshold(`${name}{${tags}}`, threshold);
    if (this.part) return true;
    const found = this.summary.parts.find((each) => each.kind === 'tags' && each.name === tags);
    const part: Part = found ?? { kind: 'tags', name: tags, metrics: new Map() };
    if (!found) this.summary.parts.push(part);
    this.#last = { rest, set: (text) => this.#set(name, text, part) };
    this.#last.set(rest);
    return true;
  }

  #set(name: string, rest: string, part: Part | undefined): void {
    const read = valuesIn(rest);
    if (!read) return;
    const isTrend = builtInMetrics.get(name) === 'trend';
    const values = isTrend && !read.time ? {} : read.values;
    (part ?? this.summary).metrics.set(name, values);
    if (isTrend && read.roundedToMs !== undefined) {
      this.summary.roundedToMs = Math.max(this.summary.roundedToMs ?? 0, read.roundedToMs);
    }
  }

  finish(): TextRun {
    this.summary.wouldShowDropped = this.#wouldShowDropped();
    if (this.sections.size > 0 || this.has('checks_total')) this.summary.format = 'text-1.x';
    if (this.metricsSeen === 0) this.#takeOnlyPart();
    this.summary.metrics = withoutUnusedHttp(this.summary.metrics);
    return { heading: this.heading, summary: this.summary };
  }

  /** A paste of one scenario's or group's block alone is that of a run. */
  #takeOnlyPart(): void {
    const parts = this.summary.parts.filter(({ kind }) => kind !== 'tags');
    const [only] = parts;
    if (!only || parts.length > 1) return;
    for (const [name, values] of only.metrics) this.summary.metrics.set(name, values);
    this.heading ??= only.name;
    this.summary.parts.splice(this.summary.parts.indexOf(only), 1);
  }

  /** k6 sorts by name, up to 0.5x in one list and since 1.0 below EXECUTION: a neighbour on both sides shows that none is missing. */
  #wouldShowDropped(): boolean {
    if (this.gap) return false;
    if (this.sections.has('EXECUTION')) return this.has('iterations');
    const names = this.#order.filter((name) => builtInMetrics.has(name));
    const sorted = names.every((name, index) => index === 0 || names[index - 1]! < name);
    const before = names.includes('data_sent') || names.includes('data_received');
    return sorted && before && names.some((name) => name > 'dropped_iterations');
  }
}

/** How many values a text holds, those that are none counted against it. */
function score(rest: string): number {
  const read = valuesIn(rest);
  return read ? Object.keys(read.values).length - 2 * read.odd : 0;
}
