import { spawn, spawnSync } from 'node:child_process';
import { createGzip } from 'node:zlib';

/**
 * What an image is, as its engine tells.
 * @returns {Promise<{ tag: string, id: string, layers: string[], unpackedBytes: number, compressedBytes: number }>}
 * `layers` are digests of the unpacked layers (OCI image spec, `diff_ids`); `compressedBytes` is the saved image
 * through gzip, about what a pull moves.
 */
export async function describeImage(client, tag) {
  const ask = (...args) => spawnSync(client, args, { encoding: 'utf8' }).stdout.trim();
  const [{ Id, RootFS }] = JSON.parse(ask('image', 'inspect', tag));
  const layerSizes = ask('history', '--human=false', '--format', '{{.Size}}', tag).split('\n').map(Number);
  return {
    tag,
    id: Id,
    layers: RootFS.Layers,
    unpackedBytes: layerSizes.reduce((sum, size) => sum + size, 0),
    compressedBytes: await gzippedBytes(client, tag),
  };
}

async function gzippedBytes(client, tag) {
  const saving = spawn(client, ['image', 'save', tag], { stdio: ['ignore', 'pipe', 'inherit'] });
  let bytes = 0;
  for await (const chunk of saving.stdout.pipe(createGzip())) bytes += chunk.length;
  return bytes;
}
