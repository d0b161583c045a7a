import { emptySummary, type Logged, type Part, type Summary, type Threshold } from '../summary.ts';
import { mergeMetrics, type Percentiles } from './merge-metrics.ts';

/** The summaries of several runners of one load as one. */
export interface MergedSummary {
  readonly summary: Summary;
  /** How many made it. */
  readonly runners: number;
  /** How far percentiles of the whole can be off, by metric; those that are too uncertain are not in the summary. */
  readonly bounds: ReadonlyMap<string, Percentiles>;
  /** The same of a part. */
  readonly boundsOf: (part: Pick<Part, 'kind' | 'name'>) => ReadonlyMap<string, Percentiles>;
}

/**
 * Counts add up, and so do the rates that each runner had over its own time. Percentiles are those of all samples together, from
 * the runners' quantiles, with strict bounds; they are never means of percentiles.
 *
 * @param summaries one at least, of runners that made one load at the same time
 * @param mostErrorShare a percentile that can be off by more is left out; default: none is
 */
export function mergeSummaries(
  summaries: readonly Summary[],
  mostErrorShare = Number.POSITIVE_INFINITY,
): MergedSummary {
  const { metrics, bounds } = mergeMetrics(
    summaries.map((summary) => summary.metrics),
    mostErrorShare,
  );
  const parts = partsOf(summaries).map((part) => ({
    ...part,
    ...mergeMetrics(part.ofRunners, mostErrorShare),
  }));
  const roundedToMs = Math.max(...summaries.map((summary) => summary.roundedToMs ?? 0));
  const summary: Summary = {
    ...emptySummary(summaries[0]!.format),
    metrics,
    parts: parts.map(({ kind, name, metrics: ofPart }) => ({ kind, name, metrics: ofPart })),
    checks: checksOf(summaries),
    thresholds: thresholdsOf(summaries),
    wouldShowDropped: summaries.every(({ wouldShowDropped }) => wouldShowDropped),
    hasSetup: summaries.some(({ hasSetup }) => hasSetup),
    ...(roundedToMs > 0 && { roundedToMs }),
    logged: loggedOf(summaries),
  };
  return {
    summary,
    runners: summaries.length,
    bounds,
    boundsOf: ({ kind, name }) =>
      parts.find((part) => part.kind === kind && part.name === name)?.bounds ?? new Map(),
  };
}

function partsOf(summaries: readonly Summary[]) {
  const parts = new Map<string, Pick<Part, 'kind' | 'name'> & { ofRunners: Part['metrics'][] }>();
  for (const { kind, name, metrics } of summaries.flatMap((summary) => summary.parts)) {
    const key = `${kind} ${name}`;
    const part = parts.get(key) ?? { kind, name, ofRunners: [] };
    part.ofRunners.push(metrics);
    parts.set(key, part);
  }
  return [...parts.values()];
}

function checksOf(summaries: readonly Summary[]): Summary['checks'] {
  const checks = new Map<string, Summary['checks'][number]>();
  for (const { name, passes, fails } of summaries.flatMap((summary) => summary.checks)) {
    const before = checks.get(name);
    checks.set(name, {
      name,
      passes: passes + (before?.passes ?? 0),
      fails: fails + (before?.fails ?? 0),
    });
  }
  return [...checks.values()];
}

/**
 * A limit of a percentile, average or share that every runner has kept, the whole has kept, and so with one that each has crossed.
 * Where they differ, and of counts and their rates, it is not known.
 */
function thresholdsOf(summaries: readonly Summary[]): Threshold[] {
  const [first, ...others] = summaries;
  return first!.thresholds.filter(
    ({ metric, expression, state }) =>
      expression !== undefined &&
      !isOfACount(expression, metric) &&
      others.every(({ thresholds }) =>
        thresholds.some(
          (other) => other.metric === metric && other.expression === expression && other.state === state,
        ),
      ),
  );
}

function isOfACount(expression: string, metric: string): boolean {
  return (
    /\bcount\b/.test(expression) || (/\brate\b/.test(expression) && !/^(checks|\w+_failed)\b/.test(metric))
  );
}

function loggedOf(summaries: readonly Summary[]): Summary['logged'] {
  const logged: Partial<Logged> = {};
  for (const [kind, count] of summaries.flatMap(
    (summary) => Object.entries(summary.logged) as [keyof Logged, number][],
  )) {
    logged[kind] = (logged[kind] ?? 0) + count;
  }
  return logged;
}
