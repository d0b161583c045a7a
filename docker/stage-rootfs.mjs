import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, lutimesSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Lays out the root file system of an image: the files in `/`, programs without their symbols, and beside them the
 * libraries that they load, where the loader looks for them. Modes and times are the same for the same inputs,
 * since both are in a layer's digest.
 * @param {readonly string[]} files `node` is the Node that runs this
 * @param {string} rootfs
 * @param {number} epoch s since 1970
 */
export function stageRootfs(files, rootfs, epoch) {
  mkdirSync(rootfs, { recursive: true });
  for (const file of files) {
    const source = file === 'node' ? realpathSync(process.execPath) : file;
    const staged = join(rootfs, basename(file));
    copyFileSync(source, staged);
    const libraries = librariesOf(source);
    chmodSync(staged, libraries === undefined ? 0o644 : 0o755);
    if (libraries === undefined) continue;
    const strip = spawnSync('strip', [staged]);
    if (strip.status !== 0) console.warn(`${basename(file)} keeps its symbols: strip is not here or failed`);
    for (const library of libraries) {
      const place = join(rootfs, library);
      mkdirSync(dirname(place), { recursive: true });
      copyFileSync(library, place);
      chmodSync(place, 0o755);
    }
  }
  fixTimes(rootfs, epoch);
}

/**
 * What ldd(1) lists, loader included; none for a static program, undefined for a file that is no program.
 * @param {string} file
 */
function librariesOf(file) {
  if (!/\.(mjs|wasm|cwasm)$/.test(file)) {
    const { stdout } = spawnSync('ldd', [realpathSync(file)], { encoding: 'utf8' });
    return [...(stdout ?? '').matchAll(/(?:=> |^\s+)(\/\S+)/gm)].map(([, library = '']) => library);
  }
  return undefined;
}

/** @type {(path: string, epoch: number) => void} */
function fixTimes(path, epoch) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) {
      chmodSync(child, 0o755);
      fixTimes(child, epoch);
    }
    lutimesSync(child, epoch, epoch);
  }
}
