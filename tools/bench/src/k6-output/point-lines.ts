import type { Points } from './points.ts';

/** Reads one line of a stream of points into the sum of them; whether it was a point or a metric's description. */
export type PointLineReader = (line: string) => boolean;

/** The reader that the first line of a stream calls for; undefined where it is no stream of points. */
export function pointLineReader(firstLine: string, points: Points): PointLineReader | undefined {
  const line = firstLine.replace(/^\ufeff/, '').trim();
  if (line.startsWith('metric_name,timestamp,metric_value')) return csvReader(line, points);
  const json = objectIn(line);
  if (!json || (json.type !== 'Metric' && json.type !== 'Point')) return undefined;
  return (each) => addJson(each, points);
}

interface JsonLine {
  type?: unknown;
  metric?: unknown;
  data?: { name?: unknown; type?: unknown; time?: unknown; value?: unknown; tags?: unknown };
}

function objectIn(line: string): JsonLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as JsonLine;
  } catch {
    return undefined;
  }
}

function addJson(line: string, points: Points): boolean {
  const json = objectIn(line.trim());
  const data = json?.data;
  if (!json || typeof data !== 'object' || data === null) return false;
  const name = typeof json.metric === 'string' ? json.metric : data.name;
  if (typeof name !== 'string') return false;
  if (json.type === 'Metric') {
    if (typeof data.type === 'string') points.declare(name, data.type);
    return true;
  }
  if (json.type !== 'Point' || typeof data.value !== 'number' || typeof data.time !== 'string') return false;
  const tags = (typeof data.tags === 'object' && data.tags !== null ? data.tags : {}) as Record<
    string,
    string
  >;
  points.add({ metric: name, timeMs: Date.parse(data.time), value: data.value, tags });
  return true;
}

function csvReader(header: string, points: Points): PointLineReader {
  const columns = fieldsOf(header);
  const at = (name: string) => columns.indexOf(name);
  const index = {
    scenario: at('scenario'),
    group: at('group'),
    check: at('check'),
    expected: at('expected_response'),
  };
  return (line) => {
    const fields = fieldsOf(line);
    const [metric, timestamp, value] = fields;
    if (!metric || !timestamp || value === undefined || value === '') return false;
    const timeMs = timeOf(timestamp);
    if (Number.isNaN(timeMs)) return false;
    const tag = (column: number) => fields[column] || undefined;
    points.add({
      metric,
      timeMs,
      value: Number(value),
      tags: {
        scenario: tag(index.scenario),
        group: tag(index.group),
        check: tag(index.check),
        expected_response: tag(index.expected),
      } as Record<string, string>,
    });
    return true;
  };
}

/** k6 writes times of CSV in seconds, in milliseconds and less, or as RFC 3339; a time in seconds has ten digits until 2286. */
function timeOf(timestamp: string): number {
  const time = Number(timestamp);
  if (Number.isNaN(time)) return Date.parse(timestamp);
  const digits = timestamp.indexOf('.') < 0 ? timestamp.length : timestamp.indexOf('.');
  const unit = Math.max(0, Math.min(3, Math.ceil((digits - 10) / 3)));
  return time * 10 ** (3 - 3 * unit);
}

/** RFC 4180 within a line. */
function fieldsOf(line: string): string[] {
  const text = line.trimEnd();
  if (!text.includes('"')) return text.split(',');
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') {
      if (quoted && text[at + 1] === '"') {
        field += '"';
        at++;
      } else {
        quoted = !quoted;
      }
    } else if (character === ',' && !quoted) {
      fields.push(field);
      field = '';
    } else {
      field += character;
    }
  }
  fields.push(field);
  return fields;
}
