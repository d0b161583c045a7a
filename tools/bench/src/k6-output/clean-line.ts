const escapes = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is removed
  /\u001b\[[0-9;:?]*[ -/]*[@-~]/g,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: operating system commands end with BEL or ST
  /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?/g,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the two-character sequences
  /\u001b[ -/]?[0-~]?/g,
];
/** Colour codes whose escape character was lost, or is spelt out. */
const lostColours = /(?:\^\[|␛|\\u001b|\\x1b|\\033|\\e)?\[\d{1,3}(?:;\d{1,3}){0,4}m/g;
/** Controls, and what changes the direction or takes no place. */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not reach a terminal
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const spaces = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const tags = /<\/?(?:pre|code|span|font|div|p|br|td|tr|li|samp)(?: [^<>]{0,200})?\/?>/gi;
const entities: Record<string, string> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  micro: 'µ',
  mu: 'µ',
  check: '✓',
  cross: '✗',
  hellip: '...',
};

/** A line without colours, controls and HTML, so that it can be read, and printed on a terminal. */
export function cleanLine(line: string): string {
  let clean = unquoted(line);
  if (clean.includes('\u001b')) for (const sequence of escapes) clean = clean.replace(sequence, '');
  if (clean.includes('[')) clean = clean.replace(lostColours, '');
  if (clean.includes('<')) clean = clean.replace(tags, '');
  if (clean.includes('&')) clean = clean.replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,8});/gi, decodedEntity);
  return clean.replaceAll('…', '...').replace(spaces, ' ').replace(invisible, '').trimEnd();
}

/** A line that a program's listing puts in quotes of its own: '     http_reqs...: 10 1/s\\n'. */
function unquoted(line: string): string {
  const text = line.trim();
  const quote = text[0];
  if (quote !== "'" && quote !== '"') return line;
  const end = text.lastIndexOf(quote);
  return end > 0 && end >= text.length - 3 ? text.slice(1, end).replace(/\\n$/, '') : line;
}

/** Lines that can be printed on a terminal, whatever names they quote: no escape codes, no controls but the ends of lines. */
export function terminalSafe(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      escapes.reduce((rest, sequence) => rest.replace(sequence, ''), line).replace(invisible, ''),
    )
    .join('\n');
}

function decodedEntity(whole: string, name: string): string {
  if (!name.startsWith('#')) return entities[name] ?? whole;
  const hex = name[1]?.toLowerCase() === 'x';
  const point = Number.parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
}

/** What logs, mails and comments put in front of a line. */
const prefixes = [
  /^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]? ?/,
  /^\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]? /,
  /^(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR) +/,
  /^\[[\w./-]{1,120}\] /,
  /^[\w.-]{1,80} +\| ?/,
  /^(?:\/\/+|>+|\||#(?= {2})|--(?= )) ?/,
];

/** A clean line without what was put in front of it, and without indent. */
export function withoutPrefix(line: string): string {
  let rest = line.trimStart();
  for (let most = 4; most > 0; most--) {
    const before = rest;
    for (const prefix of prefixes) rest = rest.replace(prefix, '').trimStart();
    if (rest === before) break;
  }
  return rest;
}
