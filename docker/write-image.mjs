import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageArchive } from './image-archive.mjs';
import { epoch, labels } from './provenance.mjs';
import { readDockerfile } from './read-dockerfile.mjs';
import { stageRootfs } from './stage-rootfs.mjs';
import { tarOfFolder } from './tar.mjs';

/**
 * Writes `<folder>/image.tar`, an image from scratch, and `<folder>/image.json`, what it is. It needs no engine.
 * @param {{ server: string, tag: string, dockerfile: string, files: readonly string[], folder: string,
 *   platform: { os: string, architecture: string } }} of
 * @returns {string} the archive
 */
export function writeImage({ server, tag, dockerfile, files, folder, platform }) {
  const time = epoch();
  const rootfs = join(folder, 'rootfs');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    stageRootfs(files, rootfs, time);
    const { archive, ...image } = imageArchive({
      tag,
      ...platform,
      epoch: time,
      layer: tarOfFolder(rootfs, time),
      config: { ...readDockerfile(dockerfile), Labels: labels(server, files) },
    });
    const file = join(folder, 'image.tar');
    writeFileSync(file, archive);
    const unpackedBytes = readdirSync(rootfs, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
    const described = { tag, ...image, unpackedBytes };
    writeFileSync(join(folder, 'image.json'), `${JSON.stringify(described, undefined, 2)}\n`);
    /** @param {number} bytes */
    const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
    console.log(
      `${tag}: ${megabytes(unpackedBytes)} unpacked, ${megabytes(image.compressedBytes)} by gzip, ${image.id}`,
    );
    return file;
  } finally {
    rmSync(rootfs, { recursive: true, force: true });
  }
}
