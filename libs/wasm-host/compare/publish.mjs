import { readFileSync, writeFileSync } from 'node:fs';
import { CompareError } from './errors.mjs';

const BEGIN = '<!-- compare: written by `nx run wasm-host:compare --publish` -->';
const END = '<!-- /compare -->';

/** Replaces what stands between the two markers of a Markdown file. @param {string} path @param {string} text */
export function publish(path, text) {
  const page = readFileSync(path, 'utf8');
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) {
    throw new CompareError(
      'COMPARE_MARKERS',
      `${path}: expected "${BEGIN}" before "${END}"`,
      'put both lines where the table shall stand',
    );
  }
  writeFileSync(path, `${page.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${page.slice(end)}`);
}
