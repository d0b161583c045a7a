import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles the page's script and style into one template, `dist/report-page.html` of this package. */
const here = new URL('./', import.meta.url);
const dist = new URL('../../../dist/', import.meta.url);

/**
 * The page speaks English: zod's messages in fifty other languages would be a third of it.
 * @type {import('esbuild').Plugin}
 */
const englishOnly = {
  name: 'english-only',
  setup({ onLoad }) {
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** @param {string} entry */
async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, here))],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    charset: 'utf8',
    plugins: [englishOnly],
  });
  return outputFiles
    .map(({ text }) => text)
    .join('')
    .trim();
}

const script = await bundle('client/main.ts');
const style = await bundle('client/style/page.css');
const hash = createHash('sha256').update(script).digest('base64');
const template = await readFile(new URL('page.html.template', here), 'utf8');
const page = template
  .replace('__STYLE__', () => style)
  .replace('__SCRIPT_HASH__', () => `sha256-${hash}`)
  .replace('__SCRIPT__', () => script);
await mkdir(dist, { recursive: true });
await writeFile(new URL('report-page.html', dist), page);
