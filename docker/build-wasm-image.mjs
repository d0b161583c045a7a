// node docker/build-wasm-image.mjs <server> <component.wasm>: makes dist/wasm-image/<server>/image.tar, an image of
// platform wasi/wasm that holds the component alone. `ctr image import --all-platforms` takes it; no engine is needed.
import { join } from 'node:path';
import { writeImage } from './write-image.mjs';

const [server, component] = process.argv.slice(2);
if (server === undefined || component === undefined) {
  throw new Error('usage: node docker/build-wasm-image.mjs <server> <component.wasm>');
}
writeImage({
  server,
  tag: `wasi-bench/${server}:wasm`,
  dockerfile: 'docker/component.Dockerfile',
  files: [component],
  folder: join('dist', 'wasm-image', server),
  platform: { os: 'wasi', architecture: 'wasm' },
});
