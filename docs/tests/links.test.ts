import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import GithubSlugger from 'github-slugger';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';
import { workspaceRoot } from './nx.ts';
import { nodesOf, type Page, pages, parsePage, placeOf } from './pages.ts';

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf({ tree }: Page): Set<string> {
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  visit(tree, 'heading', (heading) => void anchors.add(slugger.slug(textOf(heading))));
  return anchors;
}

function pageAt(file: string): Page {
  return (
    pages.find((page) => page.file === file) ??
    parsePage(file, readFileSync(join(workspaceRoot, file), 'utf8'))
  );
}

/** The relative links of a page that lead nowhere. */
function deadLinks(page: Page): string[] {
  return nodesOf(page, 'link').flatMap((link) => {
    if (/^[a-z]+:/.test(link.url)) return [];
    const [path = '', anchor] = link.url.split('#');
    const target = join(workspaceRoot, path ? join(dirname(page.file), decodeURI(path)) : page.file);
    const dead = (why: string) => [`${placeOf(page, link)}: ${link.url} ${why}`];
    if (!existsSync(target)) return dead('leads to no file');
    if (anchor === undefined || !target.endsWith('.md')) return [];
    return anchorsOf(pageAt(relative(workspaceRoot, target))).has(anchor) ? [] : dead('leads to no heading');
  });
}

test('every relative link leads to a file, and every anchor to a heading', () => {
  expect(pages.flatMap(deadLinks)).toEqual([]);
});

test('a link to a file or a heading that is not there is found', () => {
  const text = '[a](missing.md) [b](errors.md#nowhere) [c](errors.md) [d](reference.md#the-suite)';
  expect(deadLinks(parsePage('docs/page.md', text))).toEqual([
    'docs/page.md:1: missing.md leads to no file',
    'docs/page.md:1: errors.md#nowhere leads to no heading',
  ]);
});

test('every page of docs/ is linked from its index, and the index from README', () => {
  const linkedFrom = (file: string) =>
    nodesOf(pageAt(file), 'link').map(({ url }) => join(dirname(file), url.split('#')[0] ?? ''));
  const index = 'docs/README.md';
  const unlisted = pages
    .map(({ file }) => file)
    .filter((file) => file.startsWith('docs/') && file !== index && !linkedFrom(index).includes(file));
  expect(unlisted).toEqual([]);
  expect(linkedFrom('README.md').some((target) => target === index || target === 'docs')).toBe(true);
});
