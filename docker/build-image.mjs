// node docker/build-image.mjs <server> <file>…: makes wasi-bench/<server>:latest from docker/<server>.Dockerfile, as
// dist/docker/<server>/image.tar, and loads it into the engine, where there is one. Not by the engine's own builder: the
// older one writes the time of the build into the image, and no two of them agree on its digest.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findEngine } from '../tools/bench/src/launch/docker/find-engine.mjs';
import { writeImage } from './write-image.mjs';

const [server, ...files] = process.argv.slice(2);
if (server === undefined) throw new Error('usage: node docker/build-image.mjs <server> <file>…');
const archive = writeImage({
  server,
  tag: `wasi-bench/${server}:latest`,
  dockerfile: `docker/${server}.Dockerfile`,
  files,
  folder: join('dist', 'docker', server),
  platform: { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch },
});
const engine = findEngine(process.cwd());
if ('tried' in engine) {
  const found = engine.tried.join('\n') || 'neither docker nor podman is on PATH';
  console.log(
    `${archive} is in no container engine, since none answers (${found}): npx nx run toolchain:doctor says how to get one.`,
  );
} else {
  const load = spawnSync(engine.client, ['load', '--quiet', '--input', archive], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (load.status !== 0) {
    console.error(
      `IMAGE_FAILED: ${engine.client} load ended with exit code ${load.status}\n  fix: npx nx run toolchain:doctor says how to get a container engine.`,
    );
    process.exit(1);
  }
}
