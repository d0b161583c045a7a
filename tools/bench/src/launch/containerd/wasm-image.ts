import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { BenchError } from '../../errors/bench-error.ts';
import type { BenchOptions } from '../../schema/options.ts';
import { engineLost } from '../container-fault.ts';
import { fileDigest } from '../file-digest.ts';
import type { Description, LaunchSpec } from '../launcher.ts';
import { type Containerd, containerdOf } from './containerd.ts';

/** The platform of an image that holds a component alone. */
export const platform = 'wasi/wasm';

/** What `docker/build-wasm-image.mjs` writes beside an archive. */
const besideArchive = z.object({
  digest: z.string(),
  unpackedBytes: z.number(),
  compressedBytes: z.number(),
});

/** Imports the server's image from its archive. @returns its name @throws IMAGE_MISSING, IMAGE_INVALID, ENGINE_LOST */
export async function importImage(
  containerd: Containerd,
  { server, options, workspaceRoot }: Pick<LaunchSpec, 'server' | 'options' | 'workspaceRoot'>,
): Promise<string> {
  const { wasmImage } = options;
  if (wasmImage === undefined) {
    throw new BenchError(
      'IMAGE_MISSING',
      `${server}: launcher "containerd": expected the option "wasmImage", found nothing`,
      'Only a server with an image of platform wasi/wasm runs under a shim: choose those by --projects, or another launcher.',
    );
  }
  const archive = resolve(workspaceRoot, wasmImage);
  await readFile(archive).catch(() => {
    throw new BenchError(
      'IMAGE_MISSING',
      `${server}: option "wasmImage": expected an archive, found none at ${archive}`,
      `Build it: npx nx run ${server}:wasm-image.`,
    );
  });
  const { failed, said } = await containerd.tell('images', 'import', '--platform', platform, archive);
  const name = /unpacking (\S+) \(sha256:\w+\)/.exec(said)?.[1];
  if (!failed && name !== undefined) return name;
  if (!(await containerd.answers())) throw engineLost(server, containerd.name);
  throw new BenchError(
    'IMAGE_INVALID',
    `${server}: option "wasmImage": expected an image archive of platform ${platform} in ${archive}, found: ${said}`,
    'Is it an OCI image layout as a tar file, and does containerd run as this user (root)?',
  );
}

/** What is missing is told by the launch. A shim that containerd looks up by its name is known by that alone. */
export async function imageShimAndContainerd(
  { wasmImage = '', shim }: Partial<BenchOptions>,
  workspaceRoot: string,
): Promise<string[]> {
  const containerd = await containerdOf(workspaceRoot).catch(() => undefined);
  return [
    containerd?.name ?? 'no containerd',
    await fileDigest(resolve(workspaceRoot, wasmImage)),
    await shimIdentity({ shim }, workspaceRoot),
  ];
}

/** Its name, or the digest of its program. */
export async function shimIdentity(
  { shim = '' }: Partial<Pick<BenchOptions, 'shim'>>,
  workspaceRoot: string,
): Promise<string> {
  return shim.includes('/') ? fileDigest(resolve(workspaceRoot, shim)) : shim;
}

/** What a result says of the container; what is wrong with it is told by the launch. */
export async function describeWasmContainer({
  options,
  workspaceRoot,
}: Pick<LaunchSpec, 'server' | 'options' | 'workspaceRoot'>): Promise<Description> {
  try {
    const { name } = await containerdOf(workspaceRoot);
    const file = join(dirname(resolve(workspaceRoot, options.wasmImage ?? '')), 'image.json');
    const image = besideArchive.parse(JSON.parse(await readFile(file, 'utf8')));
    return {
      imageBytes: { state: 'known', value: image.unpackedBytes },
      imageCompressedBytes: { state: 'known', value: image.compressedBytes },
      container: {
        engine: `${name}, ${options.shim}`,
        image: image.digest,
        network: 'host',
      },
    };
  } catch (error) {
    const reading = { state: 'unknown', reason: (error as Error).message } as const;
    return { imageBytes: reading, imageCompressedBytes: reading };
  }
}
