import type { Code } from 'mdast';
import { parse } from 'shell-quote';

/** One command of a shell: its words, without the variables set before it and without redirections. */
export interface Command {
  readonly words: readonly string[];
}

const redirections = new Set<string>(['>', '>>', '<', '>&', '<(']);

/**
 * The commands of a `console` block. Where a line starts with `$ `, only such lines are commands and the others are what
 * they print.
 */
export function commandsOf({ value }: Code): Command[] {
  return linesOf(value).flatMap(commandsIn);
}

/** The lines that are typed, with those joined that end in a backslash. */
export function linesOf(block: string): string[] {
  const lines = block.replaceAll('\\\n', ' ').split('\n');
  const prompted = lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
  return prompted.length > 0 ? prompted : lines;
}

/** The commands of one line. `<server>`, which a shell would read as a redirection, stays a word. */
export function commandsIn(line: string): Command[] {
  const quoted = line.replace(/<([a-z][\w-]*)>/g, "'<$1>'");
  const commands: string[][] = [[]];
  let skips = false;
  for (const entry of parse(quoted, (name) => `$${name}`)) {
    if (typeof entry === 'string') {
      if (!skips) commands.at(-1)!.push(entry);
      skips = false;
    } else if ('comment' in entry) {
      break;
    } else if (entry.op === 'glob') {
      commands.at(-1)!.push(entry.pattern);
    } else if (redirections.has(entry.op)) {
      skips = true;
    } else {
      commands.push([]);
    }
  }
  return commands
    .map(withoutKeywords)
    .map(withoutAssignments)
    .filter(({ words }) => words.length > 0);
}

/** Of POSIX's shell: what leads a command, and what stands for itself. */
const leading = new Set(['if', 'then', 'else', 'do']);
const alone = new Set(['for', 'fi', 'done', 'break', 'exit', '[']);

function withoutKeywords(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !leading.has(word));
  const left = first < 0 ? [] : words.slice(first);
  return alone.has(left[0] ?? '') ? [] : left;
}

function withoutAssignments(words: readonly string[]): Command {
  const first = words.findIndex((word) => !/^\w+=/.test(word));
  return { words: first < 0 ? [] : words.slice(first) };
}
