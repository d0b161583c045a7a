// Turns what tsc emitted into the package that is published: the files that are not TypeScript, the contract's
// conformance suite as one program, and a package.json whose exports name the emitted files. Here the sources are
// loaded as they stand; on Node 20 a package in node_modules must be JavaScript.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const source = join(import.meta.dirname, '..');
const repository = join(source, '../..');
const target = join(repository, 'dist/tools/bench');

const isAsset = /\.(mjs|d\.mts|json|lua|template)$/;
const isOurs = /(\/client\b|\/browser\b|\/fixture\b|tsconfig|\/build\.mjs$)/;
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
for (const file of ['README.md', 'executors.json', 'generators.json']) {
  cpSync(join(source, file), join(target, file));
}
cpSync(join(repository, 'LICENSE'), join(target, 'LICENSE'));

// The sources are private: what is published is this.
const { devDependencies: _, private: __, ...manifest } = readJson('package.json');
for (const entry of Object.values(manifest.exports)) {
  if (typeof entry !== 'object') continue;
  entry.types = entry.types.replace(/\.ts$/, '.d.ts');
  entry.default = entry.default.replace(/\.ts$/, '.js');
}
// npx runs the program of a package whose names all stand for one file: `npx @wasi-bench/nx explain summary.txt`.
manifest.bin = { 'wasi-bench': 'bin/wasi-bench.mjs', 'wasi-bench-conformance': 'bin/wasi-bench.mjs' };
writeJson('package.json', manifest);

await build({
  entryPoints: [join(import.meta.dirname, 'program.ts')],
  outfile: join(target, 'bin/wasi-bench.mjs'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
});

// Workspaces declare it by this name as their contract's check.
writeFileSync(join(target, 'bin/conformance.mjs'), "#!/usr/bin/env node\nimport './wasi-bench.mjs';\n");

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(join(source, file), 'utf8'));
}

/** @param {string} file @param {unknown} value */
function writeJson(file, value) {
  writeFileSync(join(target, file), `${JSON.stringify(value, undefined, 2)}\n`);
}
