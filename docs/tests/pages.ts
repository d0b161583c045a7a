import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Code, InlineCode, Link, Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { globSync } from 'tinyglobby';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { workspaceRoot } from './nx.ts';

/** A Markdown page of the repository, parsed as GitHub does. */
export interface Page {
  /** From the workspace root. */
  readonly file: string;
  readonly tree: Root;
}

const parser = unified().use(remarkParse).use(remarkGfm);

export function parsePage(file: string, text: string): Page {
  return { file, tree: parser.parse(text) };
}

/** Every page that a user or a contributor is led to. */
export const pages: readonly Page[] = globSync(['*.md', 'docs/*.md', '{apps,libs,tools}/*/README.md'], {
  cwd: workspaceRoot,
})
  .sort()
  .map((file) => parsePage(file, readFileSync(join(workspaceRoot, file), 'utf8')));

interface NodeByType {
  code: Code;
  inlineCode: InlineCode;
  link: Link;
}

/** The nodes of one type, in the order of the page. */
export function nodesOf<T extends keyof NodeByType>({ tree }: Page, type: T): NodeByType[T][] {
  const found: NodeByType[T][] = [];
  visit(tree, type, (node) => void found.push(node as NodeByType[T]));
  return found;
}

/** Code blocks in one of the languages: what follows the fence, or nothing. */
export function blocksOf(page: Page, ...languages: string[]): Code[] {
  return nodesOf(page, 'code').filter(({ lang }) => languages.includes(lang ?? ''));
}

/** `docs/page.md:12`, for the message of a failing test. */
export function placeOf(page: Page, node: Code | InlineCode | Link): string {
  return `${page.file}:${node.position?.start.line}`;
}
