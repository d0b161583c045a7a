import { type BenchOptions, memoryBytes } from '../../schema/options.ts';
import { platform } from './wasm-image.ts';

/**
 * Arguments of `ctr run`. With the host's network no address translation is in the figures. A component of runwasi's
 * shim listens where WASMTIME_HTTP_PROXY_SOCKET_ADDR says, one of ours on HOST and PORT.
 */
export function runArguments(of: {
  options: BenchOptions;
  runtime: string;
  image: string;
  name: string;
  host: string;
  port: number;
  logFile: string;
}): string[] {
  const { options, host, port } = of;
  const env = { ...options.env, HOST: host, PORT: port, WASMTIME_HTTP_PROXY_SOCKET_ADDR: `${host}:${port}` };
  return [
    'run',
    '--detach',
    '--runtime',
    of.runtime,
    '--platform',
    platform,
    '--net-host',
    '--read-only',
    '--log-uri',
    `file://${of.logFile}`,
    ...(options.cpus === undefined ? [] : ['--cpus', String(options.cpus)]),
    ...(options.cpuset === undefined ? [] : ['--cpuset-cpus', options.cpuset]),
    ...(options.memory === undefined ? [] : ['--memory-limit', String(memoryBytes(options.memory))]),
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    of.image,
    of.name,
  ];
}
