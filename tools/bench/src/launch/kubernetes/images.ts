import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { BenchError } from '../../errors/bench-error.ts';
import type { BenchOptions } from '../../schema/options.ts';
import { madeOnce } from '../../system/made-once.ts';
import { type Engine, engineOf } from '../docker/engine.ts';
import { findImage } from '../docker/image.ts';
import { fileDigest } from '../file-digest.ts';
import type { Description, LaunchSpec } from '../launcher.ts';
import type { Cluster } from './connection.ts';
import { developmentContainerd } from './development-containerd.ts';

type Of = Pick<LaunchSpec, 'server' | 'options' | 'workspaceRoot'>;

export interface NodeImage {
  /** As a pod names it. */
  readonly name: string;
  /** The nodes have it: nothing is to be pulled. */
  readonly isImported: boolean;
}

/** An image of some GB takes a minute. */
const longestMs = 300_000;

/** What `docker/write-image.mjs` writes beside an archive. */
const besideArchive = z.object({ id: z.string(), unpackedBytes: z.number(), compressedBytes: z.number() });

/** What this process has put into clusters, by image, archive and cluster: it does not change within a run. */
const provided = new Map<string, Promise<NodeImage>>();

/**
 * Has the image where the nodes find it: pushed to the registry, imported into the development cluster, or, in a cluster of somebody's,
 * where its name says. @throws IMAGE_MISSING, IMAGE_INVALID, IMAGE_PUSH_FAILED, ENGINE_MISSING
 */
export function provideImage(cluster: Cluster, of: Of): Promise<NodeImage> {
  const { image, imageArchive, registry } = of.options;
  const key = JSON.stringify([cluster.context, cluster.isDevelopment, image, imageArchive, registry]);
  return madeOnce(provided, key, () => provide(cluster, of));
}

/** @throws IMAGE_MISSING */
export function namedImage(server: string, { image }: Pick<BenchOptions, 'image'>): string {
  if (image !== undefined) return image;
  throw new BenchError(
    'IMAGE_MISSING',
    `${server}: launcher "kubernetes": expected the option "image", found nothing`,
    'Name an image in the "bench" block of the project; it is run on the HOST and PORT that it is given.',
  );
}

async function provide(cluster: Cluster, of: Of): Promise<NodeImage> {
  const { registry } = of.options;
  const image = namedImage(of.server, of.options);
  if (registry !== undefined) return { name: await push(of, image, registry), isImported: false };
  if (!cluster.isDevelopment) return { name: image, isImported: false };
  await importImage(of, image);
  return { name: image, isImported: true };
}

async function importImage({ server, options, workspaceRoot }: Of, image: string): Promise<void> {
  const { imageArchive } = options;
  if (imageArchive !== undefined) {
    const archive = resolve(workspaceRoot, imageArchive);
    if (!existsSync(archive)) {
      throw new BenchError(
        'IMAGE_MISSING',
        `${server}: option "imageArchive": expected an archive, found none at ${archive}`,
        `Build it: npx nx run ${server}:docker, which needs no engine for it.`,
      );
    }
    return importArchive(server, workspaceRoot, archive);
  }
  const engine = engineOf(workspaceRoot);
  await findImage(engine, server, options);
  const folder = await mkdtemp(join(tmpdir(), 'wasi-bench-image-'));
  try {
    const archive = join(folder, 'image.tar');
    await engineOrFail(engine, server, ['save', '--output', archive, image], 'IMAGE_INVALID');
    await importArchive(server, workspaceRoot, archive);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function importArchive(server: string, workspaceRoot: string, archive: string): Promise<void> {
  const imported = await developmentContainerd(
    workspaceRoot,
    ['images', 'import', '--all-platforms', archive],
    longestMs,
  );
  if (!imported.failed) return;
  throw new BenchError(
    'IMAGE_INVALID',
    `${server}: expected an image archive that containerd imports in ${archive}, found: ${imported.all || imported.shortMessage}`,
    'Is it an archive as docker save writes it, and does the bench run as root, as the development cluster does?',
  );
}

/** @returns its name in the registry, by its digest: another push under the same tag changes nothing of this run */
async function push(
  { server, options, workspaceRoot }: Of,
  image: string,
  registry: string,
): Promise<string> {
  const engine = engineOf(workspaceRoot);
  await findImage(engine, server, options);
  const name = `${registry}/${image}`;
  await engineOrFail(engine, server, ['tag', image, name], 'IMAGE_PUSH_FAILED');
  await engineOrFail(engine, server, ['push', name], 'IMAGE_PUSH_FAILED');
  const digests = await engine.ask('image', 'inspect', '--format', '{{join .RepoDigests " "}}', name);
  const repository = name.replace(/:[^/:]+$/, '');
  return digests?.split(' ').find((digest) => digest.startsWith(`${repository}@`)) ?? name;
}

async function engineOrFail(
  { client }: Engine,
  server: string,
  args: string[],
  code: 'IMAGE_INVALID' | 'IMAGE_PUSH_FAILED',
): Promise<void> {
  const done = await execa(client, args, { stdin: 'ignore', reject: false, all: true, timeout: longestMs });
  if (!done.failed) return;
  throw new BenchError(
    code,
    `${server}: ${client} ${args.join(' ')} failed: ${String(done.all).trim().split('\n').slice(-5).join('\n') || done.shortMessage}`,
    'Is the registry reachable, and this user logged in to it (docker login)?',
  );
}

/** What is wrong with the image is told by the launch. */
export async function describeImage({ options, workspaceRoot }: Of): Promise<Description & { id?: string }> {
  try {
    const file = join(dirname(resolve(workspaceRoot, options.imageArchive ?? 'none')), 'image.json');
    const image = besideArchive.parse(JSON.parse(await readFile(file, 'utf8')));
    return {
      imageBytes: { state: 'known', value: image.unpackedBytes },
      imageCompressedBytes: { state: 'known', value: image.compressedBytes },
      id: image.id,
    };
  } catch {
    const reason = 'its size is written beside an archive of ours alone';
    return { imageBytes: { state: 'unknown', reason }, imageCompressedBytes: { state: 'unknown', reason } };
  }
}

/** What the result depends on beside the inputs of its task. */
export async function imageId(
  { image = '', imageArchive }: Partial<BenchOptions>,
  workspaceRoot: string,
): Promise<string> {
  if (imageArchive !== undefined) return fileDigest(resolve(workspaceRoot, imageArchive));
  try {
    const id = await engineOf(workspaceRoot).ask('image', 'inspect', '--format', '{{.Id}}', image);
    return id ?? image;
  } catch {
    return image;
  }
}
