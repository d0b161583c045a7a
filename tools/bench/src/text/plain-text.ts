/**
 * Controls, format characters, lone surrogates, line and paragraph separators (Unicode general categories):
 * what can move a cursor, forge a line or reorder a table. Joiners stay, because scripts and emoji need them.
 */
const unsafe = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text on one line with nothing in it that a terminal or a reader would obey; escapes as `\u{1b}`. */
export function toPlainText(text: string): string {
  return text
    .replace(/\s*[\r\n\t]+\s*/g, ' ')
    .replace(unsafe, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most `limit` grapheme clusters; what was cut shows as `…`. */
export function shorten(text: string, limit: number): string {
  const kept: string[] = [];
  for (const { segment } of graphemes.segment(text.slice(0, limit * 32))) {
    if (kept.length === limit) return `${kept.slice(0, limit - 1).join('')}…`;
    kept.push(segment);
  }
  return kept.join('');
}
