import { expect, test } from 'vitest';
import { nx } from './nx.ts';
import { blocksOf, pages, placeOf } from './pages.ts';
import { commandsIn, linesOf } from './shell.ts';

/** Blocks that quote what a command prints: a line with a prompt, then other lines. */
const quoted = pages.flatMap((page) =>
  blocksOf(page, 'console')
    .filter(({ value }) => value.startsWith('$ ') && value.includes('\n'))
    .map((block) => [placeOf(page, block), block.value] as const),
);

const outputs = new Map<string, Promise<string>>();

/** Two pages may quote the same command, which then runs once. */
function outputOf(args: readonly string[]): Promise<string> {
  const key = args.join(' ');
  const output = outputs.get(key) ?? nx(args);
  outputs.set(key, output);
  return output;
}

/** The quoted lines that the output does not have, in this order; `…` stands for lines that are left out. */
function missingLines(quotedLines: readonly string[], output: string): string[] {
  const printed = output.split('\n').map((line) => line.trimEnd());
  let from = 0;
  return quotedLines
    .filter((line) => line.trim() !== '…' && line.trim() !== '')
    .filter((line) => {
      const at = printed.indexOf(line.trimEnd(), from);
      if (at >= 0) from = at + 1;
      return at < 0;
    });
}

test.concurrent.each(quoted)('the output quoted at %s is what the command prints', async (_, block) => {
  const [line = '', ...others] = linesOf(block);
  expect(others).toEqual([]);
  const [program, command, ...args] = commandsIn(line)[0]!.words;
  expect([program, command]).toEqual(['npx', 'nx']);
  const output = await outputOf(args);
  expect(missingLines(block.split('\n').slice(1), output), output).toEqual([]);
});

test('a quoted line that is not printed, or not in this order, is found', () => {
  expect(quoted.length).toBeGreaterThan(0);
  expect(missingLines(['a', '…', 'c'], 'a\nb\nc\n')).toEqual([]);
  expect(missingLines(['c', 'a'], 'a\nb\nc\n')).toEqual(['a']);
});
