import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Config
 * @property {string[]} Env
 * @property {Record<string, object>} [ExposedPorts]
 * @property {string} [User]
 * @property {string} [StopSignal]
 * @property {string[]} [Entrypoint]
 */

/**
 * The configuration that a Dockerfile of this folder gives its image (OCI image spec, config.md). It knows the
 * instructions that those files use, which any builder understands too, and refuses every other.
 * @param {string} file
 */
export function readDockerfile(file) {
  /** @type {Config} */
  const config = { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'] };
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, instruction, rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (instruction === undefined && (line.trim() === '' || line.startsWith('#'))) continue;
    switch (instruction) {
      case 'FROM':
      case 'COPY':
        if (!['scratch', 'rootfs/ /'].includes(rest)) throw unknown(file, line);
        break;
      case 'ENV':
        config.Env.push(...rest.split(' '));
        break;
      case 'EXPOSE':
        config.ExposedPorts = { [`${rest}/tcp`]: {} };
        break;
      case 'USER':
        config.User = rest;
        break;
      case 'STOPSIGNAL':
        config.StopSignal = rest;
        break;
      case 'ENTRYPOINT':
        config.Entrypoint = JSON.parse(rest);
        break;
      default:
        throw unknown(file, line);
    }
  }
  return config;
}

/** @type {(file: string, line: string) => Error} */
const unknown = (file, line) =>
  new Error(`${file}: docker/read-dockerfile.mjs must learn this instruction first: ${line}`);
