import { writeFileSync } from 'node:fs';
import { trendOf } from '../k6-output/metrics.ts';
import type { Summary } from '../k6-output/summary.ts';
import { type LoadPart, loadPartSchema, type PartKey } from '../schema/load-part.ts';
import type { LoadSummary } from '../schema/round.ts';

/** What the tags of a sample must be to be counted, such as `phase:measured`; none takes every sample. */
export type Conditions = readonly string[];

/** What k6 is to count by itself. */
export interface CountedApart {
  readonly parts: readonly PartKey[];
  /** Of the load within the run. The first that k6 counted a request of is the one that is told. */
  readonly within: readonly Conditions[];
  /** Whether redirects are counted. Default: they are. */
  readonly redirects?: boolean;
}

/** Statuses that k6 follows: https://grafana.com/docs/k6/latest/javascript-api/k6-http/params/ (`redirects`). */
const redirectStatuses = [301, 302, 303, 307, 308].map((status) => `status:${status}`);

/** Tags that are no part of anybody's load. */
const notParts = /^(expected_response|status|wasi_bench):|^(phase:measured|scenario:default)$/;

/** The sub-metrics that k6 counts these by, named as thresholds name them. @param url of the server, which a round gives anew */
export function subMetricsOf({ parts, within, redirects = true }: CountedApart, url: string): string[] {
  return within.flatMap((conditions) => {
    const subMetric = (metric: string, ...own: string[]) => `${metric}{${[...own, ...conditions].join(',')}}`;
    return [
      ...(conditions.length > 0 ? [subMetric('http_reqs')] : []),
      ...parts.map((part) => subMetric('http_req_duration', selectorOf(part, url))),
      ...(redirects ? redirectStatuses.map((status) => subMetric('http_reqs', status)) : []),
    ];
  });
}

/** The parts that thresholds of a script's own name by one tag each. @param names of metrics, with tags */
export function partsOfThresholds(names: readonly string[], url: string): PartKey[] {
  return names.flatMap((name) => {
    const [, condition] = /^http_req\w*\{([^,{}]+)\}$/.exec(name) ?? [];
    return partOf(condition, url) ?? [];
  });
}

/**
 * A configuration of k6's that has it count sub-metrics. An empty threshold does that and judges nothing; the thresholds of the
 * script, where it has some, go before these. It also stands for the one of the user's home, which would change the load:
 * https://grafana.com/docs/k6/latest/using-k6/k6-options/how-to/ (order of precedence).
 */
export function writeK6Config(file: string, subMetrics: readonly string[]): void {
  const thresholds = Object.fromEntries(subMetrics.map((name) => [name, []]));
  writeFileSync(file, JSON.stringify({ thresholds }));
}

function selectorOf({ tag, value }: PartKey, url: string): string {
  if (tag === 'url') return `name:${url}${value}`;
  return tag === 'group' ? `group:::${value}` : `${tag}:${value}`;
}

/** The key of what k6 tags so. @param url of the server, which a round gives anew */
export function partKeyOf(tag: string, value: string, url: string): PartKey {
  if (tag === 'name' && value.startsWith(url)) return { tag: 'url', value: value.slice(url.length) };
  return { tag, value: tag === 'group' ? value.replace(/^::/, '') : value };
}

function partOf(condition: string | undefined, url: string): PartKey | undefined {
  if (condition === undefined || notParts.test(condition)) return undefined;
  const [, tag, value] = /^(\w+):(.+)$/.exec(condition) ?? [];
  return tag && value ? partKeyOf(tag, value, url) : undefined;
}

/** What k6's summary tells of parts, and how much of the load is redirects that it followed. */
export function partsIn(
  summary: Summary,
  url: string,
  { within = [[]], redirects = true }: Partial<CountedApart> = {},
): Pick<LoadSummary, 'parts' | 'redirectShare'> {
  const told = summary.parts.map(({ kind, name, metrics }) => ({
    conditions: (kind === 'tags' ? name : `${kind}:${name}`).split(','),
    metrics,
  }));
  for (const conditions of within) {
    const all = told.filter(({ conditions: own }) => isSame(own, conditions));
    const of = conditions.length === 0 ? summary.metrics : all[0]?.metrics;
    const requests = of?.get('http_reqs')?.count;
    if (!requests) continue;
    const ofOneTag = told.flatMap(({ conditions: own, metrics }) => {
      const [condition, ...more] = own.filter((each) => !conditions.includes(each));
      const isOne = condition !== undefined && more.length === 0 && own.length === conditions.length + 1;
      return isOne ? [{ condition, metrics }] : [];
    });
    const followed = ofOneTag
      .filter(({ condition }) => redirectStatuses.includes(condition))
      .reduce((sum, { metrics }) => sum + (metrics.get('http_reqs')?.count ?? 0), 0);
    const parts = ofOneTag.flatMap(({ condition, metrics }): LoadPart[] => {
      const key = partOf(condition, url);
      const trend = metrics.get('http_req_duration');
      const share = (trend?.count ?? metrics.get('http_reqs')?.count ?? 0) / requests;
      const parsed = loadPartSchema.safeParse({ ...key, share, latencyMs: trendOf(trend) });
      return parsed.success && share > 0 ? [parsed.data] : [];
    });
    return {
      ...(parts.length > 0 && { parts }),
      ...(redirects && followed > 0 && { redirectShare: followed / requests }),
    };
  }
  return {};
}

function isSame(one: Conditions, other: Conditions): boolean {
  return one.length === other.length && one.every((condition) => other.includes(condition));
}
