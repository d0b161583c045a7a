import type { Project } from './nx-facts.ts';
import { blocksOf, type Page } from './pages.ts';
import { commandsOf } from './shell.ts';

/**
 * Projects that a page has its reader make: by an example of a `project.json`, or by a generator. They have the
 * targets that the plugin infers, by the names that they have in this workspace.
 */
export function declaredOn(page: Page): Record<string, Pick<Project, 'root'>> {
  const examples = blocksOf(page, 'json').flatMap(({ value }) => {
    const { name, bench } = JSON.parse(value) as { name?: string; bench?: unknown };
    return name !== undefined && bench !== undefined ? [[name, { root: `apps/${name}` }] as const] : [];
  });
  const generated = blocksOf(page, 'console').flatMap((block) =>
    commandsOf(block).flatMap(({ words }) => {
      const at = words.findIndex((word) => /^@wasi-bench\/nx:(server|external)$/.test(word));
      const root = words[at + 1];
      if (at < 0 || root === undefined) return [];
      const named = words.find((word) => word.startsWith('--name='))?.slice('--name='.length);
      return [[named ?? root.split('/').at(-1)!, { root }] as const];
    }),
  );
  return Object.fromEntries([...examples, ...generated]);
}

/** Files that a page has its reader write: a line that is a path and a colon, with the content in the block below. */
export function filesMadeOn({ tree }: Page): string[] {
  return tree.children.flatMap((node, index) => {
    if (node.type !== 'paragraph' || tree.children[index + 1]?.type !== 'code') return [];
    const [path, colon, ...more] = node.children;
    const isPath = path?.type === 'inlineCode' && colon?.type === 'text' && colon.value === ':';
    return isPath && more.length === 0 ? [path.value] : [];
  });
}
