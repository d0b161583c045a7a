import { join } from 'node:path';
import { debianLibraries } from '../setup/install-debian-packages.ts';
import { cacheFolder } from '../workspace.mjs';

const folder = join(cacheFolder, 'engine');

/** Where the engine of this workspace keeps everything that it has: outside of it, nothing is written. */
export const engine = {
  folder,
  /** Debian's packages, unpacked. */
  root: join(folder, 'root'),
  /** Images and containers; they survive a stop. */
  dataRoot: join(folder, 'data'),
  execRoot: join(folder, 'exec'),
  pidFile: join(folder, 'dockerd.pid'),
  socket: join(folder, 'docker.sock'),
  logFile: join(folder, 'dockerd.log'),
  /** The client, bound to that socket: the bench looks for an engine here after PATH. */
  client: join(cacheFolder, 'bin', 'docker'),
  /** containerd, which dockerd starts, stops and configures, unless the system has one at its usual place. */
  containerdSocket: join(folder, 'exec', 'containerd', 'containerd.sock'),
  /** What dockerd writes for the containerd that it starts. */
  containerdConfig: join(folder, 'exec', 'containerd', 'containerd.toml'),
  containerdPidFile: join(folder, 'exec', 'containerd', 'containerd.pid'),
  /** Of each container that runs: `<namespace>/<id>` (containerd's plugin io.containerd.runtime.v2.task). */
  bundles: join(folder, 'exec', 'containerd', 'daemon', 'io.containerd.runtime.v2.task'),
  /** containerd's client, bound to that socket. */
  containerdClient: join(cacheFolder, 'bin', 'ctr'),
} as const;

/** PATH that lets dockerd find its containerd, runc and init. */
export const enginePath = ['usr/sbin', 'usr/bin']
  .map((bin) => join(engine.root, bin))
  .concat(process.env.PATH ?? '')
  .join(':');

/** Libraries that Debian's builds may need and the system may lack. */
export const engineLibraries = debianLibraries(engine.root);
