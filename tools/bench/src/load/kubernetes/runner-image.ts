import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { arch, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { BenchError } from '../../errors/bench-error.ts';
import type { Cluster } from '../../launch/kubernetes/connection.ts';
import { developmentContainerd } from '../../launch/kubernetes/development-containerd.ts';
import type { NodeImage } from '../../launch/kubernetes/images.ts';
import { madeOnce } from '../../system/made-once.ts';
import type { K6 } from '../k6.ts';

const longestMs = 120_000;
const certificates = '/etc/ssl/certs/ca-certificates.crt';

/** By k6's path and the cluster's context: neither changes within a run. */
const provided = new Map<string, Promise<NodeImage>>();

/**
 * The image that the runners run: the option `runnerImage`, else in the development cluster one of the k6 that was found here, else
 * k6's own of the same version. @throws IMAGE_INVALID
 */
export function runnerImage(
  cluster: Cluster,
  { k6, named, workspaceRoot }: { k6: K6; named: string | undefined; workspaceRoot: string },
): Promise<NodeImage> {
  if (named !== undefined) return Promise.resolve({ name: named, isImported: false });
  if (!cluster.isDevelopment) {
    return Promise.resolve({ name: `grafana/k6:${k6.version.replace(/^v/, '')}`, isImported: false });
  }
  const key = JSON.stringify([k6.path, cluster.kubeconfig]);
  return madeOnce(provided, key, () => importedImage(k6, workspaceRoot));
}

async function importedImage(k6: K6, workspaceRoot: string): Promise<NodeImage> {
  const { size, mtimeMs } = statSync(k6.path);
  const tag = createHash('sha256')
    .update(JSON.stringify([k6.path, size, mtimeMs]))
    .digest('hex')
    .slice(0, 12);
  const name = `localhost/wasi-bench/k6:${tag}`;
  const listed = await developmentContainerd(
    workspaceRoot,
    ['images', 'list', '--quiet', `name==${name}`],
    longestMs,
  );
  if (listed.stdout?.trim() === name) return { name, isImported: true };
  const folder = await mkdtemp(join(tmpdir(), 'wasi-bench-k6-image-'));
  try {
    await writeImage(k6.path, name, folder);
    const archive = join(folder, 'image.tar');
    const imported = await developmentContainerd(workspaceRoot, ['images', 'import', archive], longestMs);
    if (imported.failed) throw imported;
  } catch (cause) {
    throw new BenchError(
      'IMAGE_INVALID',
      `expected an image of ${k6.path} that the development cluster imports, found: ${(cause as Error).message}`,
      'Name an image with k6 that the nodes have or can pull: --runnerImage=<image>.',
      { cause },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { name, isImported: true };
}

/** An archive as `docker save` writes it: the program, the libraries that it is linked with, and the certificates of this machine. */
async function writeImage(k6: string, name: string, folder: string): Promise<void> {
  const root = join(folder, 'root');
  mkdirSync(join(root, 'tmp'), { recursive: true });
  mkdirSync(join(root, 'usr/bin'), { recursive: true });
  cpSync(k6, join(root, 'usr/bin/k6'), { dereference: true });
  for (const file of [...(await librariesOf(k6)), certificates].filter((each) => existsSync(each))) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(file, join(root, file), { dereference: true });
  }
  const archive = (file: string, from: string, ...names: string[]) =>
    execa('tar', [
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '-cf',
      join(folder, file),
      '-C',
      from,
      ...names,
    ]);
  await archive('layer.tar', root, '.');
  const digest = createHash('sha256')
    .update(readFileSync(join(folder, 'layer.tar')))
    .digest('hex');
  const config = {
    architecture: arch() === 'x64' ? 'amd64' : arch(),
    os: 'linux',
    config: { Entrypoint: ['/usr/bin/k6'], User: '65534:65534' },
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const manifest = [{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }];
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await archive('image.tar', folder, 'manifest.json', 'config.json', 'layer.tar');
}

/** None of a static program, which ldd fails for. */
async function librariesOf(program: string): Promise<string[]> {
  const { stdout } = await execa('ldd', [program], { stdin: 'ignore', reject: false });
  return [...(stdout ?? '').matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, file]) => file!);
}
