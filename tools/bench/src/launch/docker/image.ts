import { createGzip } from 'node:zlib';
import { execa } from 'execa';
import { BenchError } from '../../errors/bench-error.ts';
import type { BenchOptions } from '../../schema/options.ts';
import { engineLost } from '../container-fault.ts';
import type { Description, LaunchSpec } from '../launcher.ts';
import { type Engine, engineOf } from './engine.ts';

/** The image to run, and its id. Nothing is ever pulled. @throws IMAGE_MISSING, ENGINE_LOST */
export async function findImage(
  engine: Engine,
  server: string,
  { image }: BenchOptions,
): Promise<{ name: string; id: string }> {
  if (image === undefined) {
    throw new BenchError(
      'IMAGE_MISSING',
      `${server}: launcher "docker": expected the option "image", found nothing`,
      'Name an image in the "bench" block of the project; it is run on the HOST and PORT that it is given.',
    );
  }
  const id = await engine.ask('image', 'inspect', '--format', '{{.Id}}', image);
  if (id !== undefined) return { name: image, id };
  if (!(await engine.answers())) throw engineLost(server, engine.name);
  throw new BenchError(
    'IMAGE_MISSING',
    `${server}: option "image": expected an image in the engine (${engine.client} ${engine.version}), found none named "${image}"`,
    `Build it: npx nx run ${server}:docker (with --skip-nx-cache if it was removed), or pull it; the bench pulls nothing.`,
  );
}

/** What a result says of the container; what is wrong with it is told by the launch. */
export async function describeContainer({
  server,
  options,
  workspaceRoot,
}: Pick<LaunchSpec, 'server' | 'options' | 'workspaceRoot'>): Promise<Description> {
  try {
    const engine = engineOf(workspaceRoot);
    const image = await findImage(engine, server, options);
    return {
      imageBytes: { state: 'known', value: await unpackedBytes(engine, image.name) },
      imageCompressedBytes: { state: 'known', value: await compressedBytes(engine, image.name) },
      container: {
        engine: engine.name,
        image: image.id,
        network: 'host',
      },
    };
  } catch (error) {
    const reading = { state: 'unknown', reason: (error as Error).message } as const;
    return { imageBytes: reading, imageCompressedBytes: reading };
  }
}

/** What is missing is told by the launch. */
export async function imageAndEngine(
  { image }: Partial<BenchOptions>,
  workspaceRoot: string,
): Promise<string[]> {
  try {
    const engine = engineOf(workspaceRoot);
    const id = await engine.ask('image', 'inspect', '--format', '{{.Id}}', image ?? '');
    return [engine.name, id ?? 'absent'];
  } catch {
    return ['no engine'];
  }
}

/**
 * Sum over the layers: `image inspect` has another meaning of size in the containerd image store, which counts
 * compressed content too.
 */
async function unpackedBytes(engine: Engine, image: string): Promise<number> {
  const sizes = await engine.ask('history', '--human=false', '--format', '{{.Size}}', image);
  return (sizes ?? '').split('\n').reduce((sum, size) => sum + Number(size), 0);
}

/** The saved image through gzip, about what a pull moves: an engine does not keep what it compressed. */
async function compressedBytes({ client }: Engine, image: string): Promise<number> {
  const saving = execa(client, ['image', 'save', image], { stdin: 'ignore', buffer: false, reject: false });
  let bytes = 0;
  for await (const chunk of saving.stdout.pipe(createGzip())) bytes += (chunk as Buffer).length;
  return bytes;
}
