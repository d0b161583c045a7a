// node docker/build-image.mjs <server> <file>…: builds wasi-bench/<server>:latest from docker/<server>.Dockerfile.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findEngine } from '../tools/bench/src/launch/docker/find-engine.mjs';
import { describeImage } from './describe-image.mjs';
import { stageRootfs } from './stage-rootfs.mjs';

const [server, ...files] = process.argv.slice(2);
const folder = join('dist', 'docker', server);
const context = join(folder, 'context');
const tag = `wasi-bench/${server}:latest`;

const engine = findEngine(process.cwd());
if ('tried' in engine)
  fail('ENGINE_MISSING', engine.tried.join('\n') || 'neither docker nor podman is on PATH');

const git = (...args) => spawnSync('git', args, { encoding: 'utf8' }).stdout?.trim() ?? '';
const epoch = Number(process.env.SOURCE_DATE_EPOCH || git('log', '-1', '--format=%ct') || 0);
const labels = {
  title: `wasi-bench ${server}`,
  licenses: 'MIT',
  version: '0.1.0',
  revision: git('rev-parse', 'HEAD'),
  source: git('config', '--get', 'remote.origin.url').match(/^https:.*/)?.[0] ?? '',
};
const labelArgs = Object.entries(labels)
  .filter(([, value]) => value !== '')
  .flatMap(([name, value]) => ['--label', `org.opencontainers.image.${name}=${value}`]);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
try {
  stageRootfs(files, join(context, 'rootfs'), epoch);
  const build = spawnSync(
    engine.client,
    ['build', '--tag', tag, '--file', `docker/${server}.Dockerfile`, ...labelArgs, context],
    { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) } },
  );
  if (build.status !== 0) fail('IMAGE_FAILED', `${engine.client} build ended with exit code ${build.status}`);
} finally {
  rmSync(context, { recursive: true, force: true });
}
const image = await describeImage(engine.client, tag);
writeFileSync(join(folder, 'image.json'), `${JSON.stringify(image, undefined, 2)}\n`);
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
console.log(
  `${tag}: ${megabytes(image.unpackedBytes)} unpacked, ${megabytes(image.compressedBytes)} by gzip`,
);

function fail(code, found) {
  console.error(`${code}: ${found}\n  fix: npx nx run toolchain:doctor says how to get a container engine.`);
  process.exit(1);
}
