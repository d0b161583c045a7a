// Turns what tsc emitted into the package that is published: the files that are not TypeScript, and a
// package.json whose exports name the emitted ones. Here the sources are loaded as they stand; on Node 20 a
// package in node_modules must be JavaScript.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const source = join(import.meta.dirname, '..');
const target = join(source, '../../dist/tools/bench');

const isAsset = /\.(mjs|d\.mts|json|template)$/;
const isOurs = /(\/client\b|\/fixture\b|tsconfig|\/build\.mjs$)/;
for (const folder of ['src', 'bin', 'schemas', 'dist']) {
  cpSync(join(source, folder), join(target, folder), {
    recursive: true,
    filter: (path) => {
      const inside = path.slice(source.length);
      if (folder === 'dist') return true;
      return !isOurs.test(inside) && (!/\.\w+$/.test(inside) || isAsset.test(inside));
    },
  });
}
cpSync(join(source, 'executors.json'), join(target, 'executors.json'));

const { devDependencies: _, ...manifest } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
manifest.exports['.'] = { types: './src/index.d.ts', default: './src/index.js' };
writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
