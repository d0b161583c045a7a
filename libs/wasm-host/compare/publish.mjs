import { readFileSync, writeFileSync } from 'node:fs';
import { CompareError } from './errors.mjs';

/**
 * Replaces what stands between the two markers of a target in a Markdown file.
 * @param {string} path @param {'compare' | 'profile'} target @param {string} text
 */
export function publish(path, target, text) {
  const page = readFileSync(path, 'utf8');
  const opening = `<!-- ${target}: written by \`nx run wasm-host:${target} --publish\` -->`;
  const closing = `<!-- /${target} -->`;
  const [begin, end] = [page.indexOf(opening), page.indexOf(closing)];
  if (begin === -1 || end < begin) {
    throw new CompareError(
      'COMPARE_MARKERS',
      `${path}: expected "${opening}" before "${closing}"`,
      'put both lines where the table shall stand',
    );
  }
  writeFileSync(path, `${page.slice(0, begin + opening.length)}\n\n${text}\n\n${page.slice(end)}`);
}
