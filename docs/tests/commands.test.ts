import { expect, inject, test } from 'vitest';
import { faultsOf, isCommand } from './commands.ts';
import { declaredOn } from './declared.ts';
import { blocksOf, nodesOf, type Page, pages, placeOf } from './pages.ts';
import { commandsIn, linesOf } from './shell.ts';

const facts = inject('nxFacts');

function faultsOnPage(page: Page): string[] {
  const context = { facts, declared: Object.keys(declaredOn(page)) };
  const typed = [
    ...blocksOf(page, 'console').map((block) => ({ node: block, lines: linesOf(block.value) })),
    ...blocksOf(page, '').map((block) => ({ node: block, lines: linesOf(block.value).filter(isCommand) })),
    ...nodesOf(page, 'inlineCode').map((code) => ({ node: code, lines: [code.value].filter(isCommand) })),
  ];
  return typed.flatMap(({ node, lines }) =>
    lines
      .flatMap(commandsIn)
      .flatMap((command) => faultsOf(command, context))
      .map((fault) => `${placeOf(page, node)}: ${fault}`),
  );
}

test.each(
  pages.map((page) => [page.file, page] as const),
)('%s tells to type only what there is', (_, page) => {
  expect(faultsOnPage(page)).toEqual([]);
});

test.each([
  ['npx nx run nowhere:bench', 'no project nowhere'],
  ['npx nx run go:brew', 'go has no target brew'],
  ['npx nx run go:bench --round=3', 'no option --round'],
  ['npx nx run suite:gate --rounds=3', 'no option --rounds'],
  ['npx nx run-many -t bensh', 'no project has a target bensh'],
  ['npx nx run-many -t bench -c slow', 'no configuration slow'],
  ['npx nx run-many -t bench -p go,nowhere', 'no project nowhere'],
  ['npx nx test nowhere', 'no project nowhere'],
  ['npm run nowhere', 'no script nowhere'],
  ['npm tset', 'no command tset of npm'],
  ['node nowhere.mjs', 'no file nowhere.mjs'],
  ['npz nx', 'no program npz'],
  ['npx nx run-many -t bench --rounds=3 --skip-nx-cache -c quick', undefined],
  ['npx nx run <server>:docker', undefined],
  ['npx nx test bench', undefined],
])('of %s the check says %s', (line, fault) => {
  const faults = commandsIn(line).flatMap((command) => faultsOf(command, { facts, declared: [] }));
  expect(faults).toEqual(fault === undefined ? [] : [`${line}: ${fault}`]);
});
