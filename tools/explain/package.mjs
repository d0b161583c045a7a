// Makes the package that strangers run by npx: the plugin's `explain` in one file, without the plugin, Nx or any dependency.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const repository = join(import.meta.dirname, '../..');
const target = join(repository, 'dist/tools/explain');
const { bin } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8'));

rmSync(target, { recursive: true, force: true });
await build({
  entryPoints: [join(import.meta.dirname, 'program.ts')],
  outfile: join(target, ...Object.values(bin)),
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner: { js: '#!/usr/bin/env node' },
});
for (const file of ['package.json', 'README.md']) cpSync(join(import.meta.dirname, file), join(target, file));
cpSync(join(repository, 'LICENSE'), join(target, 'LICENSE'));
