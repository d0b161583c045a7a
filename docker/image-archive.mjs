import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { tarOf } from './tar.mjs';

/**
 * An image of one layer as an archive that every engine loads: an OCI image layout (image-layout.md), and beside
 * its index the `manifest.json` of `docker save`. The layer is not compressed, so that no digest depends on the
 * version of a compressor.
 * @param {{ tag: string, os: string, architecture: string, epoch: number, layer: Buffer, config: object }} image
 * @returns {{ archive: Buffer, id: string, digest: string, layers: string[], compressedBytes: number }} `id` is the
 * digest of the configuration, which Docker calls the image's id; `digest` that of the manifest, which containerd
 * does; `compressedBytes` what a pull of it through gzip moves
 */
export function imageArchive({ tag, os, architecture, epoch, layer, config }) {
  /** @type {import('./tar.mjs').Entry[]} */
  const blobs = [];
  /** @type {(mediaType: string, content: Buffer) => { mediaType: string, digest: string, size: number }} */
  const blob = (mediaType, content) => {
    const hex = createHash('sha256').update(content).digest('hex');
    blobs.push({ name: `blobs/sha256/${hex}`, mode: 0o644, content });
    return { mediaType, digest: `sha256:${hex}`, size: content.length };
  };
  /** @param {object} value */
  const json = (value) => Buffer.from(JSON.stringify(value));
  const created = new Date(epoch * 1000).toISOString();
  /** @param {string} kind */
  const oci = (kind) => `application/vnd.oci.image.${kind}`;

  const layerBlob = blob(oci('layer.v1.tar'), layer);
  const configuration = json({
    architecture,
    os,
    created,
    config,
    rootfs: { type: 'layers', diff_ids: [layerBlob.digest] },
    history: [{ created, created_by: 'docker/build-image.mjs' }],
  });
  const configBlob = blob(oci('config.v1+json'), configuration);
  const manifest = json({
    schemaVersion: 2,
    mediaType: oci('manifest.v1+json'),
    config: configBlob,
    layers: [layerBlob],
  });
  const manifestBlob = blob(oci('manifest.v1+json'), manifest);
  /** @type {(name: string, value: object) => import('./tar.mjs').Entry} */
  const file = (name, value) => ({ name, mode: 0o644, content: json(value) });
  /** @param {{ digest: string }} blob */
  const pathOf = ({ digest }) => `blobs/${digest.replace(':', '/')}`;
  const entries = [
    { name: 'blobs/', mode: 0o755 },
    { name: 'blobs/sha256/', mode: 0o755 },
    ...blobs,
    file('index.json', {
      schemaVersion: 2,
      mediaType: oci('index.v1+json'),
      manifests: [
        {
          ...manifestBlob,
          platform: { os, architecture },
          annotations: {
            'io.containerd.image.name': `docker.io/${tag}`,
            'org.opencontainers.image.ref.name': tag.split(':').at(-1),
          },
        },
      ],
    }),
    file('manifest.json', [{ Config: pathOf(configBlob), RepoTags: [tag], Layers: [pathOf(layerBlob)] }]),
    file('oci-layout', { imageLayoutVersion: '1.0.0' }),
  ];
  return {
    archive: tarOf(entries, epoch),
    id: configBlob.digest,
    digest: manifestBlob.digest,
    layers: [layerBlob.digest],
    compressedBytes: gzipSync(layer).length + configuration.length + manifest.length,
  };
}
