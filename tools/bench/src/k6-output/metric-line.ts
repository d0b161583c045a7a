import { builtInMetrics } from './built-in-metrics.ts';

/** A metric as it stands in a line of text. */
export interface MetricText {
  name: string;
  /** The tags of a sub-metric ("expected_response:true"), which belongs to the metric above it. */
  tags?: string;
  /** k6's mark of a metric with thresholds. */
  threshold?: 'met' | 'crossed';
  /** What follows the colon, up to the next metric. */
  rest: string;
}

/**
 * The metrics in a clean line, wherever they start: k6 fills the space between name and colon with three dots or more, which
 * nothing else looks like. Looks at each character once or twice, however long the line is.
 */
export function metricsIn(line: string): MetricText[] {
  const found: (Omit<MetricText, 'rest'> & { start: number; end: number })[] = [];
  let from = 0;
  for (;;) {
    const dot = line.indexOf('..:', from);
    if (dot < 0) break;
    const metric = nameBefore(line, dot, from);
    if (metric) found.push({ ...metric, end: dot + 3 });
    from = dot + 3;
  }
  if (found.length === 0) return withoutDots(line);
  return found.map(({ start: _, end, ...metric }, index) => ({
    ...metric,
    rest: line.slice(end, found[index + 1]?.start).trim(),
  }));
}

function nameBefore(line: string, dot: number, from: number) {
  let end = dot;
  while (end > from && line[end - 1] === '.') end--;
  if (line[end - 1] === ' ') end--;
  if (line[end - 1] === '}') {
    const start = line.lastIndexOf('{', end);
    if (start < from) return undefined;
    return { name: '', tags: line.slice(start + 1, end - 1).trim(), ...markBefore(line, start, from) };
  }
  let start = end;
  while (start > from && /\w/.test(line[start - 1]!)) start--;
  const name = line.slice(start, end);
  return /^[a-zA-Z_]/.test(name) ? { name, ...markBefore(line, start, from) } : undefined;
}

function markBefore(line: string, nameStart: number, from: number) {
  let at = nameStart - 1;
  while (at > from && line[at] === ' ') at--;
  if (at >= from && line[at] === '✓') return { start: at, threshold: 'met' as const };
  if (at >= from && line[at] === '✗') return { start: at, threshold: 'crossed' as const };
  return { start: nameStart };
}

/** "http_reqs: 10 1/s" or "{ expected_response:true }.: avg=1ms": people write it so; a name that is not k6's own would be any label. */
function withoutDots(line: string): MetricText[] {
  const [, tags, values] = /^[\s>#/|*+-]{0,40}[✓✗]? {0,8}\{ ?([^{}]{1,200}?) ?\} ?\.?:(.+)$/.exec(line) ?? [];
  if (tags !== undefined && values !== undefined) {
    const { start: _, ...mark } = markBefore(line, line.indexOf('{'), 0);
    return [{ name: '', tags, ...mark, rest: values.trim() }];
  }
  const colon = line.indexOf(':');
  if (colon < 0 || colon > 120) return [];
  const name = /(\w{3,40})$/.exec(line.slice(Math.max(0, colon - 41), colon).trimEnd())?.[1];
  if (
    name === undefined ||
    !builtInMetrics.has(name) ||
    !/^[\s>#/|*+-]*[✓✗]?\s*\w+\s*$/.test(line.slice(0, colon))
  )
    return [];
  const rest = line.slice(colon + 1).trim();
  return rest === '' ? [] : [{ name, rest }];
}
