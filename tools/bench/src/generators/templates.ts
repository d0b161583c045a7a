import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tree } from '@nx/devkit';
import { BenchError } from '../errors/bench-error.ts';

const folder = fileURLToPath(new URL('../../dist/templates/', import.meta.url));

/** The text of a template. @throws TEMPLATES_MISSING in a checkout of the plugin where they are not staged */
export function template(path: string): string {
  return readFileSync(join(staged(), path), 'utf8');
}

/** Writes the files of a template folder that are not there yet, their text rewritten. */
export function writeTemplates(
  tree: Tree,
  { from, to, rewrite = (text) => text }: { from: string; to: string; rewrite?: (text: string) => string },
): void {
  const source = join(staged(), from);
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const target = join(to, file.slice(source.length));
    if (!tree.exists(target)) tree.write(target, rewrite(readFileSync(file, 'utf8')));
  }
}

function staged(): string {
  if (existsSync(folder)) return folder;
  throw new BenchError(
    'TEMPLATES_MISSING',
    `expected the templates in ${folder}, found none`,
    'Run: npx nx run bench:templates. They are part of the published package.',
  );
}
