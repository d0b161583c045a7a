import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param {string[]} args */
const git = (...args) => spawnSync('git', args, { encoding: 'utf8' }).stdout?.trim() ?? '';

/** The time of everything in an image, s since 1970: SOURCE_DATE_EPOCH, else the last commit's. */
export const epoch = () => Number(process.env.SOURCE_DATE_EPOCH || git('log', '-1', '--format=%ct') || 0);

/**
 * Labels of an image (OCI image spec, annotations.md). A `build.json` beside the first file says for which target
 * it was built: the program of an image may not be the one that runs without a container.
 * @param {string} server
 * @param {readonly string[]} files
 */
export function labels(server, files) {
  const note = join(dirname(files[0] ?? '.'), 'build.json');
  const target = existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')).target : '';
  const given = {
    'org.opencontainers.image.title': `wasi-bench ${server}`,
    'org.opencontainers.image.licenses': 'MIT',
    'org.opencontainers.image.version': '0.1.0',
    'org.opencontainers.image.revision': git('rev-parse', 'HEAD'),
    'org.opencontainers.image.source': git('config', '--get', 'remote.origin.url').match(/^https:.*/)?.[0],
    'wasi-bench.target': target,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value));
}
