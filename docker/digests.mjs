// node docker/digests.mjs: every image that was made here, with its id and its digest, in one order. Two clones of a
// commit made the same images if this prints the same in both.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

for (const folder of ['dist/docker', 'dist/wasm-image']) {
  for (const server of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const { tag, id, digest } = JSON.parse(readFileSync(join(folder, server, 'image.json'), 'utf8'));
    console.log(`${tag}  id ${id}  digest ${digest}`);
  }
}
