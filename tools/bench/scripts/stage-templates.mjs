// What the generators write comes from the programs of this repository, which its own tests hold to the contract: the
// servers of apps/, each made to stand alone, and the scenarios of k6/. templates/ has what is not measured here.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const bench = join(import.meta.dirname, '..');
const repository = join(bench, '../..');
const target = join(bench, 'dist/templates');
const isSource = (/** @type {string} */ path) =>
  !/(\.test\.ts|_test\.go|project\.json|README\.md|__pycache__|node_modules)$/.test(path);

const from = (/** @type {string} */ path) => join(repository, path);
const to = (/** @type {string} */ path) => join(target, path);
/** @param {string} source @param {string} place */
const copy = (source, place) => cpSync(source, to(place), { recursive: true, filter: isSource });
const read = (/** @type {string} */ path) => readFileSync(from(path), 'utf8');
/** @param {string} path @param {string} text */
const write = (path, text) => writeFileSync(to(path), text);
/** @param {string} path @param {string[]} names */
const versions = (path, ...names) => {
  const { dependencies, devDependencies } = JSON.parse(read(path));
  const known = { ...dependencies, ...devDependencies };
  return Object.fromEntries(names.map((name) => [name, known[name]]));
};

/**
 * A crate of the repository's Cargo workspace as the root of one of its own, with the crates that it needs.
 * @param {{ crate: string, needs: string[], place: string }} options
 */
function stageCrate({ crate, needs, place }) {
  copy(from(`${crate}/src`), `${place}/src`);
  for (const need of needs) copy(from(need), `${place}/crates/${basename(need)}`);
  const workspace = read('Cargo.toml')
    .replace(/^members = .*$/m, 'members = ["crates/*"]')
    .replace(/^(\w+) = \{ path = "libs\/(\w+)" \}\n/gm, (_, name) =>
      needs.some((need) => basename(need) === name) ? `${name} = { path = "crates/${name}" }\n` : '',
    )
    // The profiles after it are of other programs.
    .replace(/(\[profile\.release\]\n(?:\w[^\n]*\n)*)[\s\S]*$/, '$1');
  write(`${place}/Cargo.toml`, `${read(`${crate}/Cargo.toml`)}\n${workspace}`);
}

rmSync(target, { recursive: true, force: true });
mkdirSync(to('servers'), { recursive: true });

copy(from('apps/go'), 'servers/go');
for (const part of ['src', 'esbuild.config.mjs']) copy(from(`apps/node/${part}`), `servers/node/${part}`);
copy(join(bench, 'templates/servers/python'), 'servers/python');
stageCrate({
  crate: 'apps/rust-native',
  needs: ['libs/client', 'libs/handlers', 'libs/listener'],
  place: 'servers/rust',
});
stageCrate({ crate: 'libs/component', needs: ['libs/handlers'], place: 'servers/rust-wasm' });
mkdirSync(to('servers/rust-wasm/.cargo'));
// What follows is of this repository's own build.
write('servers/rust-wasm/.cargo/config.toml', read('.cargo/config.toml').replace(/\n\[build\][\s\S]*$/, ''));
write(
  'servers/packages.json',
  JSON.stringify(
    {
      node: { ...versions('apps/node/package.json', 'fastify', 'esbuild') },
      'rust-wasm': { ...versions('package.json', '@bytecodealliance/jco') },
    },
    undefined,
    2,
  ),
);

for (const file of ['capacity.ts', 'closed.ts', 'open.ts', 'lib'])
  copy(from(`k6/${file}`), `scenarios/${file}`);
