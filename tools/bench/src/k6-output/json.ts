import { builtInMetrics } from './built-in-metrics.ts';
import { withoutUnusedHttp } from './metrics.ts';
import { type Check, emptySummary, type Metrics, type Summary, type Threshold } from './summary.ts';
import { statisticOf, type Values } from './values.ts';

type Json = Record<string, unknown>;

/** How deep a summary may be wrapped in other objects and lists. */
const MOST_LEVELS = 3;
const MOST_SUMMARIES = 100;

/**
 * The summaries of k6 in a JSON value: `--summary-export`, handleSummary's `data`, the machine-readable form, or a list of
 * these. Empty where there is none.
 */
export function summariesOfJson(json: unknown, levels = MOST_LEVELS): Summary[] {
  if (Array.isArray(json)) {
    return levels > 0
      ? json.slice(0, MOST_SUMMARIES).flatMap((each) => summariesOfJson(each, levels - 1))
      : [];
  }
  if (!isObject(json)) return [];
  const summary = namedOf(json) ?? listedOf(json) ?? ofApi(json);
  if (summary) return [summary];
  if (levels === 0) return [];
  return Object.values(json)
    .slice(0, MOST_SUMMARIES)
    .flatMap((each) => summariesOfJson(each, levels - 1));
}

/** `--summary-export` puts a metric's values beside its thresholds, handleSummary's `data` puts them under `values`. */
function namedOf(json: Json): Summary | undefined {
  if (!isObject(json.metrics)) return undefined;
  const summary = emptySummary('json');
  for (const [name, metric] of Object.entries(json.metrics)) {
    if (!isObject(metric)) continue;
    addMetric(summary, name, valuesOf(valuesObjectOf(metric), metric.type ?? builtInMetrics.get(name)));
    summary.thresholds.push(...thresholdsOf(name, metric.thresholds));
  }
  if (![...summary.metrics.keys()].some((name) => builtInMetrics.has(name))) return undefined;
  summary.metrics = withoutUnusedHttp(summary.metrics);
  summary.checks = checksOf(json.root_group);
  summary.hasSetup = isObject(json.setup_data) || hasGroup(json.root_group, 'setup');
  summary.wouldShowDropped = isWhole(summary.metrics);
  return summary;
}

function valuesObjectOf(metric: Json): Json {
  if (isObject(metric.values)) return metric.values;
  return isObject(metric.sample) ? metric.sample : metric;
}

/** The answer of k6's REST API at `/v1/metrics`, which `k6 stats` prints: a list of metrics with a `sample` each. */
function ofApi({ data }: Json): Summary | undefined {
  if (!Array.isArray(data)) return undefined;
  const metrics = data.flatMap((each) =>
    isObject(each) && typeof each.id === 'string' && isObject(each.attributes)
      ? [[each.id, each.attributes] as const]
      : [],
  );
  return metrics.length > 0 ? namedOf({ metrics: Object.fromEntries(metrics) }) : undefined;
}

/** `--new-machine-readable-summary` lists metrics, names percentiles `p95` and a rate's trues `matches`, and has no rates of counters. */
function listedOf(json: Json): Summary | undefined {
  const { config, results } = json;
  if (!isObject(results) || !Array.isArray(results.metrics)) return undefined;
  const seconds = isObject(config) ? saneNumber(config.duration) : undefined;
  const summary = emptySummary('machine-readable');
  const checks =
    isObject(results.checks) && Array.isArray(results.checks.metrics) ? results.checks.metrics : [];
  for (const metric of [...results.metrics, ...checks]) {
    if (!isObject(metric) || typeof metric.name !== 'string' || !isObject(metric.values)) continue;
    const values = valuesOf(metric.values, metric.type);
    if (values.count !== undefined && seconds) values.rate = values.count / seconds;
    const { matches, total } = metric.values;
    if (typeof matches === 'number' && typeof total === 'number') {
      Object.assign(values, { passes: matches, fails: total - matches });
    }
    addMetric(summary, metric.name, values);
  }
  if (![...summary.metrics.keys()].some((name) => builtInMetrics.has(name))) return undefined;
  const thresholds = Array.isArray(results.thresholds) ? results.thresholds : [];
  for (const each of thresholds) {
    if (!isObject(each) || typeof each.metric !== 'string') continue;
    const ok = each.ok ?? each.passed ?? (each.status === 'passed' ? true : undefined);
    if (typeof ok !== 'boolean') continue;
    const expression = each.source ?? each.expression ?? each.threshold;
    summary.thresholds.push({
      metric: each.metric,
      ...(typeof expression === 'string' && { expression }),
      state: ok ? 'met' : 'crossed',
    });
  }
  summary.wouldShowDropped = isWhole(summary.metrics);
  return summary;
}

/** k6 always writes these where an iteration ended; a cut-down file lacks some, and may lack what would tell something. */
function isWhole(metrics: Metrics): boolean {
  return ['iterations', 'iteration_duration', 'data_sent'].every((name) => metrics.has(name));
}

function addMetric(summary: Summary, name: string, values: Values): void {
  const tags = /^([a-zA-Z_]\w{0,127})\{(.{1,500})\}$/.exec(name);
  if (!tags) {
    summary.metrics.set(name, values);
    return;
  }
  const [, metric = '', text = ''] = tags;
  const [kind, partName] = partOf(text);
  const part = summary.parts.find((each) => each.kind === kind && each.name === partName);
  if (part) part.metrics.set(metric, values);
  else summary.parts.push({ kind, name: partName, metrics: new Map([[metric, values]]) });
}

function partOf(tags: string): ['scenario' | 'group' | 'tags', string] {
  const [, kind, name] = /^(scenario|group):([^,]{1,300})$/.exec(tags) ?? [];
  return kind && name ? [kind as 'scenario' | 'group', name.replace(/^::/, '')] : ['tags', tags];
}

function valuesOf(record: Json, type: unknown): Values {
  const values: Values = {};
  for (const [name, value] of Object.entries(record)) {
    const sane = saneNumber(value);
    if (sane !== undefined) values[statisticOf(name) ?? name] = sane;
  }
  if (
    values.rate === undefined &&
    values.value !== undefined &&
    (type === 'rate' || record.passes !== undefined)
  ) {
    values.rate = values.value;
  }
  return withFittingCounts(values);
}

/** Trues and falses that somebody swapped are told by the share. */
function withFittingCounts(values: Values): Values {
  const { rate, passes, fails } = values;
  if (rate === undefined || !passes || fails === undefined) return values;
  const share = passes / (passes + fails);
  const isSwapped = Math.abs(share - rate) > 0.01 && Math.abs(1 - share - rate) <= 0.01;
  return isSwapped ? { ...values, passes: fails, fails: passes } : values;
}

/** A count, time or share; beyond this nobody measured anything. */
const MOST = 1e15;

function saneNumber(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value < MOST ? value : undefined;
}

/** `--summary-export` says whether a threshold was crossed, handleSummary's `data` whether it is ok. */
function thresholdsOf(metric: string, thresholds: unknown): Threshold[] {
  if (!isObject(thresholds)) return [];
  return Object.entries(thresholds).flatMap(([expression, result]): Threshold[] => {
    const crossed = isObject(result) ? result.ok === false : result;
    if (typeof crossed !== 'boolean') return [];
    return [{ metric, expression, state: crossed ? 'crossed' : 'met' }];
  });
}

function checksOf(group: unknown, levels = 20): Check[] {
  if (!isObject(group) || levels === 0) return [];
  const own = itemsOf(group.checks).flatMap((check): Check[] => {
    const [passes, fails] = [saneNumber(check.passes), saneNumber(check.fails)];
    if (typeof check.name !== 'string' || passes === undefined || fails === undefined) return [];
    return [{ name: check.name, passes, fails }];
  });
  return [...own, ...itemsOf(group.groups).flatMap((each) => checksOf(each, levels - 1))];
}

function hasGroup(root: unknown, name: string): boolean {
  return isObject(root) && itemsOf(root.groups).some((group) => group.name === name);
}

/** Groups and checks are a list in handleSummary's `data`, and an object by name in `--summary-export`. */
function itemsOf(items: unknown): Json[] {
  const list = Array.isArray(items) ? items : isObject(items) ? Object.values(items) : [];
  return list.filter(isObject);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
