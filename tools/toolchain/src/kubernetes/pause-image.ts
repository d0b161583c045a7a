import { readFile, writeFile } from 'node:fs/promises';
import { imageArchive } from '../../../../docker/image-archive.mjs';
import { tarOf } from '../../../../docker/tar.mjs';
import { cluster } from './paths.ts';

/** Writes the image that the first container of every pod runs: the program `pause` alone. */
export async function writePauseImage(): Promise<void> {
  const content = await readFile(cluster.pause);
  const { archive } = imageArchive({
    tag: cluster.pauseImage,
    os: 'linux',
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    epoch: 0,
    layer: tarOf([{ name: 'pause', mode: 0o755, content }], 0),
    config: { Entrypoint: ['/pause'], User: '65535:65535' },
  });
  await writeFile(cluster.pauseArchive, archive);
}
