import { builtInMetrics } from './built-in-metrics.ts';
import { cleanLine, withoutPrefix } from './clean-line.ts';
import { countLogged, isLog } from './log-line.ts';
import { metricsIn } from './metric-line.ts';
import {
  headingIn,
  isBanner,
  isOtherMetric,
  isProgressBar,
  isRemainder,
  isSeparator,
  runningIn,
} from './other-line.ts';
import { RunBuilder, type TextRun } from './run-builder.ts';
import { scenarioIn, scenarioInProgress } from './scenario-line.ts';
import type { Part } from './summary.ts';
import { ThresholdLines, thresholdRow } from './threshold-lines.ts';

export type { TextRun } from './run-builder.ts';

/** Longer lines hold no summary; what is beyond is not read. */
const MOST_CHARACTERS = 20_000;

/**
 * The runs in a text that holds what k6 prints at the end of a test, of any version, with anything around it. A new run starts at
 * a heading or fence, where k6 introduces itself, where a metric comes a second time, and after other text: two halves of
 * different runs are never put together.
 */
export function runsOfText(text: string): TextRun[] {
  const reader = new TextReader();
  for (const line of text.split(/\r\n|\n|\r/)) reader.push(line);
  return reader.end();
}

/** Reads a text line by line, and keeps what it says of runs alone. */
export class TextReader {
  readonly #runs: TextRun[] = [];
  /** The run whose metrics come, or came last. */
  #current: RunBuilder | undefined;
  /** What comes before the metrics of the next run. */
  #next = new RunBuilder();
  #heading: string | undefined;
  /** The text directly above, a name where there is no heading. */
  #above: string | undefined;
  /** Text that is not k6's came since the last metric. */
  #between = false;
  /** The run that the last "running (…)" line is of; lines of its scenarios follow. */
  #inProgress: RunBuilder | undefined;
  /** Below THRESHOLDS. */
  #thresholds: ThresholdLines | undefined;

  push(line: string): void {
    const clean = cleanLine(line.slice(0, MOST_CHARACTERS));
    if (clean.trim() === '') return;
    const metrics = metricsIn(clean);
    if (metrics.length > 0) {
      for (const metric of metrics) this.#metric(metric);
      return;
    }
    if (this.#current?.continue(clean)) return;
    const bare = withoutPrefix(clean);
    if (bare === '') return;
    const known =
      this.#section(bare) ||
      this.#progress(bare) ||
      this.#declared(bare) ||
      this.#check(bare) ||
      this.#log(bare);
    if (!known) this.#other(clean, bare);
  }

  end(): TextRun[] {
    this.#endRun();
    return this.#runs;
  }

  #metric(metric: ReturnType<typeof metricsIn>[number]): void {
    this.#thresholds = undefined;
    const { name, tags } = metric;
    const current = this.#current;
    if (tags !== undefined) {
      if (current && !this.#between) current.add(metric);
      return;
    }
    const starts =
      !current || (!current.part && current.has(name)) || (this.#between && current.metricsSeen > 0);
    if (!starts) {
      current.add(metric);
      return;
    }
    if (!this.#probe(metric)) return;
    const run = this.#startRun();
    run.add(metric);
  }

  /** Whether a line starts a run: text may well have "name...: words" in it. */
  #probe(metric: ReturnType<typeof metricsIn>[number]): boolean {
    const probe = new RunBuilder();
    return probe.add(metric) && probe.metricsSeen > 0;
  }

  #startRun(): RunBuilder {
    this.#endRun();
    const run = this.#next;
    this.#next = new RunBuilder();
    run.heading = this.#heading ?? this.#above;
    this.#heading = undefined;
    this.#above = undefined;
    this.#between = false;
    this.#current = run;
    return run;
  }

  #endRun(): void {
    const run = this.#current;
    this.#current = undefined;
    if (!run) return;
    const finished = run.finish();
    if (hasBuiltIn(finished)) this.#runs.push(finished);
  }

  /** The run that k6's own lines around the metrics belong to. */
  get #here(): RunBuilder {
    return this.#current ?? this.#next;
  }

  #section(line: string): boolean {
    if (line.startsWith('█') || line.startsWith('↳ GROUP:') || line.startsWith('↳ SCENARIO:')) {
      this.#block(line.slice(1).trim());
      return true;
    }
    if (/^(?:CUSTOM|HTTP|EXECUTION|NETWORK|BROWSER|WEB_VITALS|WEBSOCKET|GRPC)$/.test(line)) {
      if (!this.#current) this.#startRun();
      if (!this.#here.part) this.#here.sections.add(line);
      return true;
    }
    const { thresholds } = this.#next.summary;
    if (this.#thresholds) return this.#thresholds.read(line, (each) => thresholds.push(each));
    const row = thresholdRow(line);
    if (row) thresholds.push(row);
    return row !== undefined;
  }

  #block(title: string): void {
    this.#thresholds = undefined;
    const part = /^(GROUP|SCENARIO): (.{1,300})$/.exec(title);
    if (part) {
      const run = this.#current ?? this.#startRun();
      const kind = part[1] === 'GROUP' ? 'group' : 'scenario';
      const added: Part = { kind, name: part[2]!, metrics: new Map() };
      run.part = added;
      run.summary.parts.push(added);
      return;
    }
    if (title === 'THRESHOLDS') {
      this.#endRun();
      this.#thresholds = new ThresholdLines();
      return;
    }
    // The total of k6 1.x starts a run; so does a group of checks, which up to k6 0.5x stood above the metrics.
    this.#endRun();
    if (title === 'TOTAL RESULTS') this.#startRun().summary.format = 'text-1.x';
    if (title === 'setup') this.#next.summary.hasSetup = true;
  }

  #progress(line: string): boolean {
    const iterations = runningIn(line);
    if (iterations) {
      // Up to k6 0.5x it stands above the metrics, since 1.0 below them.
      const { metrics, iterations: known } = this.#current?.summary ?? {};
      const count = metrics?.get('iterations')?.count;
      const follows = count === iterations.complete || (count === undefined && known === undefined);
      const belongsToCurrent = this.#current && (follows || this.#current.sections.size > 0);
      if (!belongsToCurrent) this.#endRun();
      this.#inProgress = belongsToCurrent ? this.#current! : this.#next;
      this.#inProgress.summary.iterations = iterations;
      return true;
    }
    const shown = scenarioInProgress(line);
    if (shown) {
      this.#inProgress?.addShownScenario(shown);
      return true;
    }
    return isProgressBar(line);
  }

  #declared(line: string): boolean {
    if (/^(?:execution: \w|scenarios: \()/.test(line)) {
      this.#endRun();
      return true;
    }
    const scenario = scenarioIn(line);
    if (scenario) {
      this.#endRun();
      this.#next.addScenario(scenario);
      return true;
    }
    return /^(?:script|output|web dashboard|duration|vus): \S/.test(line) || isBanner(line);
  }

  #check(line: string): boolean {
    const mark = line[0];
    if (mark === '↳') {
      this.#here.checkCounts(line);
      return true;
    }
    if ((mark !== '✓' && mark !== '✗') || line[1] !== ' ') return false;
    // Up to k6 0.5x the checks stand above the metrics.
    if (this.#current && this.#current.sections.size === 0 && !this.#current.has('checks_total')) {
      if (!this.#current.part && this.#current.metricsSeen > 0) this.#endRun();
    }
    this.#here.check(line.slice(1).trim().slice(0, 200), mark === '✓');
    return true;
  }

  #log(line: string): boolean {
    if (!isLog(line)) return false;
    countLogged(line, this.#here.summary.logged);
    this.#current?.crossed(line);
    return true;
  }

  #other(clean: string, line: string): void {
    if (isRemainder(line) || isOtherMetric(line)) return;
    if (isSeparator(line)) {
      if (this.#current && line.includes('...')) this.#current.gap = true;
      return;
    }
    if (/^(?:```|~~~)/.test(line)) {
      this.#endRun();
      return;
    }
    this.#between = true;
    const heading = headingIn(clean.replace(/^ {0,3}(?:>[> ]*|\/\/+ *|\/?\*+ +)/, ''));
    if (heading !== undefined) {
      this.#heading = heading;
      this.#endRun();
    } else if (line.length <= 100 && /[\p{L}\p{N}]/u.test(line)) {
      this.#above = line;
    }
  }
}

function hasBuiltIn({ summary }: TextRun): boolean {
  return [...summary.metrics].some(
    ([name, values]) => builtInMetrics.has(name) && Object.keys(values).length > 0,
  );
}
