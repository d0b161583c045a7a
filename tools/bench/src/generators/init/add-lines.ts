import type { Tree } from '@nx/devkit';

/** Adds each line (a key of `wanted`) to a text file, unless a line that matches its pattern is there. */
export function addLines(tree: Tree, file: string, wanted: Readonly<Record<string, RegExp>>): void {
  const text = tree.read(file, 'utf8') ?? '';
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const missing = Object.entries(wanted).flatMap(([line, pattern]) =>
    lines.some((present) => pattern.test(present)) ? [] : [line],
  );
  if (missing.length === 0) return;
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  tree.write(file, `${before}${missing.join('\n')}\n`);
}
