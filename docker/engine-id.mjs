// Part of the cache key of every image: an image that was built into one engine is not in another.
import { spawnSync } from 'node:child_process';
import { findEngine } from '../tools/bench/src/launch/docker/find-engine.mjs';

const engine = findEngine(process.cwd());
if ('client' in engine) {
  const { stdout } = spawnSync(engine.client, ['info', '--format', '{{.ID}} {{.DockerRootDir}}'], {
    encoding: 'utf8',
  });
  console.log(stdout);
} else {
  console.log('no engine');
}
