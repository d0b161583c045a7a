const MOST_CHARACTERS_TO_MEND = 5_000_000;

/** JSON found in a text, or why what looks like JSON is none. */
export type JsonInText =
  | { state: 'none' }
  | { state: 'found'; values: unknown[] }
  /** `line` and `column` start at 1. */
  | { state: 'broken'; line: number; column: number; cut: boolean };

/**
 * The JSON in a text: all of it, or blocks between fences, or from the first line that opens a brace to the last that closes
 * one. NaN and Infinity, which some programs write, are read as null.
 */
export function jsonInText(text: string): JsonInText {
  const trimmed = text.replace(/^\ufeff/, '').trim();
  if (/^[{[]/.test(trimmed)) {
    const whole = parsed(trimmed);
    if ('value' in whole) return { state: 'found', values: [whole.value] };
  }
  const values = candidatesIn(trimmed).flatMap((candidate) => {
    const block = parsed(candidate);
    return 'value' in block ? [block.value] : [];
  });
  if (values.length > 0) return { state: 'found', values };
  if (!/^\{\s*"/.test(trimmed) && !/^\[\s*\{/.test(trimmed)) return { state: 'none' };
  return brokenAt(trimmed);
}

/** What stands between fences, and what starts and ends with a brace at the margin. */
function candidatesIn(text: string): string[] {
  const blocks: string[] = [];
  let open: number | undefined;
  let at = 0;
  let firstBrace: number | undefined;
  let lastBrace: number | undefined;
  for (const line of text.split('\n')) {
    const bare = line.trim();
    if (/^(?:```|~~~)/.test(bare)) {
      if (open !== undefined) blocks.push(text.slice(open, at));
      open = open === undefined ? at + line.length + 1 : undefined;
    } else {
      if (firstBrace === undefined && (bare.startsWith('{') || bare === '[')) firstBrace = at;
      if (bare.endsWith('}') || bare === ']') lastBrace = at + line.length;
    }
    at += line.length + 1;
  }
  if (blocks.length === 0 && firstBrace !== undefined && lastBrace !== undefined && lastBrace > firstBrace) {
    blocks.push(text.slice(firstBrace, lastBrace));
  }
  return blocks.map((block) => block.trim()).filter((block) => /^[{[]/.test(block));
}

function parsed(text: string): { value: unknown } | { message: string } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    try {
      return { value: JSON.parse(withoutNan(text)) };
    } catch (error) {
      return { message: (error as Error).message };
    }
  }
}

/** Outside of strings; a text that ends within one matches too, so that no part of it is read twice. */
function withoutNan(text: string): string {
  if (text.length > MOST_CHARACTERS_TO_MEND) return text;
  return text.replace(/"(?:[^"\\]|\\[\s\S]?)*"?|-?\b(?:NaN|Infinity)\b/g, (found) =>
    found.startsWith('"') ? found : 'null',
  );
}

function brokenAt(text: string): JsonInText {
  const result = parsed(text);
  const message = 'message' in result ? result.message : '';
  const given = /position (\d+)/.exec(message)?.[1];
  const cut = given === undefined || Number(given) >= text.length - 1;
  const before = text.slice(0, cut ? text.length : Number(given)).split('\n');
  return { state: 'broken', line: before.length, column: (before.at(-1)?.length ?? 0) + 1, cut };
}
