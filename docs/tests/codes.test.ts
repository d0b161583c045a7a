import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';
import { summaryFindingCodes } from '../../tools/bench/src/explain/findings/verdict.ts';
import { knownBounds } from '../../tools/bench/src/schema/bound.ts';
import { findingCodes } from '../../tools/bench/src/schema/finding.ts';
import { repositoryFiles } from './files.ts';
import { workspaceRoot } from './nx.ts';
import { nodesOf, type Page, pages, placeOf } from './pages.ts';

const sources = repositoryFiles
  .filter((file) => /\.(ts|mjs|rs|go)$/.test(file) && !file.startsWith('docs/'))
  .map((file) => readFileSync(join(workspaceRoot, file), 'utf8'))
  .join('\n');

/** Names that are set by others and read by no source of ours. */
const ofOthers = new Set([
  'DOCKER_HOST',
  'RUSTC_WRAPPER',
  'SOURCE_DATE_EPOCH',
  'TCP_NODELAY',
  'NX_TUI',
  'NX_DEFAULT_OUTPUT_STYLE',
]);

function unknownCodes(page: Page): string[] {
  return nodesOf(page, 'inlineCode')
    .filter(({ value }) => /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(value) && !ofOthers.has(value))
    .filter(({ value }) => !new RegExp(`\\b${value}\\b`).test(sources))
    .map((code) => `${placeOf(page, code)}: ${code.value}`);
}

test('every error code and variable that a page names is in a source', () => {
  expect(pages.flatMap(unknownCodes)).toEqual([]);
});

/** The first column of every table of a page. */
function firstColumn({ tree }: Page): string[] {
  const cells: string[] = [];
  visit(tree, 'tableRow', (row) => void cells.push(textOf(row.children[0] ?? row)));
  return cells;
}

test('docs/errors.md lists no code that nothing raises', () => {
  const page = pages.find(({ file }) => file === 'docs/errors.md')!;
  const listed = firstColumn(page).filter((cell) => /^[A-Z_]+$/.test(cell));
  expect(listed.length).toBeGreaterThan(10);
  expect(listed.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
});

test('docs/findings.md explains every finding and every bound, and none that there is not', () => {
  const page = pages.find(({ file }) => file === 'docs/findings.md')!;
  const cells = firstColumn(page);
  const listed = cells.filter((cell) => /^[a-z]+(-[a-z]+)+$/.test(cell));
  const hyphenated = knownBounds.filter((bound) => bound.includes('-'));
  expect([...new Set(listed)].sort()).toEqual([...findingCodes, ...hyphenated].sort());
  expect(cells).toEqual(expect.arrayContaining([...knownBounds]));
});

test('docs/explain-a-summary.md explains every finding of a summary, and none that there is not', () => {
  const page = pages.find(({ file }) => file === 'docs/explain-a-summary.md')!;
  const listed = firstColumn(page).filter((cell) => /^[a-z]+(-[a-z]+)+$/.test(cell));
  expect(listed).toEqual([...summaryFindingCodes]);
});
