// What `npm pack` makes of the package: does it hold what it should and nothing else, can it be imported, and do its types
// resolve? publint and attw judge it as its users' tools would.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../../..');
const target = join(repository, 'dist/tools/bench');
const folder = mkdtempSync(join(tmpdir(), 'bench-package-'));
try {
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: target,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  /** @type {[{ filename: string, files: { path: string }[] }]} */
  const [{ filename, files }] = JSON.parse(packed);
  const paths = files.map(({ path }) => path);
  const strays = paths.filter((path) => /(\.test\.|\/fixture\/|\/validat|\/e2e\/|tsconfig)/.test(path));
  const wanted = [
    'LICENSE',
    'README.md',
    'executors.json',
    'generators.json',
    'bin/conformance.mjs',
    'bin/wasi-bench.mjs',
  ];
  const missing = wanted.filter((path) => !paths.includes(path));
  if (strays.length > 0 || missing.length > 0) {
    throw new Error(
      `PACKAGE_CONTENT: expected ${wanted.join(', ')} and neither tests nor fixtures; missing: ${missing.join(', ') || 'none'}, strays: ${strays.join(', ') || 'none'}. Mend scripts/package.mjs.`,
    );
  }
  const tarball = join(folder, filename);
  run('publint', ['--strict', target]);
  run('attw', [tarball, '--profile', 'esm-only', '--no-emoji']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} program @param {string[]} args */
function run(program, args) {
  execFileSync(join(repository, 'node_modules/.bin', program), args, {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
