/** How deep a summary may lie in objects, lists and JSON within a string. */
const MOST_LEVELS = 10;
/** Of a log: these tell whether each line is an object. */
const PROBE_LINES = 5;

/** The objects of a log that is JSON line by line, as those of containers are; undefined where it is not. */
export function jsonLines(text: string): object[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const probe = lines.slice(0, PROBE_LINES);
  if (lines.length < 2 || !probe.every((line) => objectIn(line))) return undefined;
  return lines.flatMap((line) => objectIn(line) ?? []);
}

/** A value whose strings of JSON are what they hold: the body of an answer, the message of a log. */
export function unwrapped(value: unknown, levels = MOST_LEVELS): unknown {
  if (levels === 0) return undefined;
  if (typeof value === 'string') {
    const inner = objectIn(value);
    return inner === undefined ? value : unwrapped(inner, levels - 1);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => unwrapped(each, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, unwrapped(each, levels - 1)]));
}

/** What logs call their text: Docker, journald, CloudWatch, Google Cloud and the usual libraries. */
const messageNames = ['log', 'message', 'msg', 'MESSAGE', '@message', 'textPayload', 'line', 'text'];

/** All strings in a value, a line or more each; of an object with a message that alone. */
export function textIn(value: unknown): string {
  if (typeof value === 'string') return value.replace(/\r?\n$/, '');
  if (typeof value !== 'object' || value === null) return '';
  const record = value as Record<string, unknown>;
  const message = messageNames.find((name) => typeof record[name] === 'string');
  if (message !== undefined) return textIn(record[message]);
  return Object.values(value)
    .map(textIn)
    .filter((text) => text !== '')
    .join('\n');
}

function objectIn(text: string): object | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
