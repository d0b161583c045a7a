import { describe, expect, it } from 'vitest';
import { shorten, toPlainText } from './plain-text.ts';

describe('toPlainText', () => {
  it('shows what a terminal would obey', () => {
    expect(toPlainText('a\u001b[2Jb\u0000\u009b\u202e\u2066\ufeff\ud800')).toBe(
      'a\\u{1b}[2Jb\\u{0}\\u{9b}\\u{202e}\\u{2066}\\u{feff}\\u{d800}',
    );
  });

  it('keeps other scripts and joined emoji, and stays on one line', () => {
    expect(toPlainText('日本語 عربي नमस्ते 👩‍👩‍👧\r\n\tx')).toBe('日本語 عربي नमस्ते 👩‍👩‍👧 x');
  });
});

describe('shorten', () => {
  it('cuts between grapheme clusters and shows that it cut', () => {
    expect(shorten('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 2)).toBe('👩‍👩‍👧…');
    expect(shorten('abc', 3)).toBe('abc');
  });
});
