import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { debianLibraries } from '../setup/install-debian-packages.ts';
import { cacheFolder, workspaceRoot } from '../workspace.mjs';

const folder = join(cacheFolder, 'kubernetes');
const root = join(folder, 'root');
const run = join(folder, 'run');

/** Where the development cluster of this workspace keeps everything that it has: outside of it, no file is written. */
export const cluster = {
  folder,
  /** Control plane and node in one program: see kube/main.go. */
  program: join(folder, 'bin', 'kube'),
  /** The first process of a pod, and of the cluster. */
  pause: join(folder, 'bin', 'pause'),
  /** A tag of Docker Hub's, where none is: nothing is pulled. */
  pauseImage: 'wasi-bench/pause:1',
  pauseArchive: join(folder, 'bin', 'pause.tar'),
  /** Debian's packages, unpacked. */
  root,
  /** All state: the store of objects, images, logs, tokens. It goes when the cluster stops. */
  run,
  logs: join(run, 'logs'),
  keys: join(run, 'keys'),
  containerdSocket: join(run, 'containerd.sock'),
  /** There as long as the cluster runs: the bench finds it by this file. */
  kubeconfig: join(folder, 'kubeconfig.yaml'),
  context: 'wasi-bench',
  node: 'wasi-bench',
  /** Where its containerd looks for the shim that `nx run wasm-shim:build` makes, at each start of a pod. */
  shims: join(workspaceRoot, 'dist', 'libs', 'wasm-shim'),
  /** Of the RuntimeClass whose runtime that shim is. */
  runtimeClass: 'wasi-bench',
  /** How containerd reaches registries (its docs/hosts.md): a folder for each, of the user's. */
  registries: join(folder, 'registries'),
  /** Of its pods, in each hierarchy. */
  cgroup: `wasi-bench-kubernetes-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`,
  /** Clients bound to it. */
  kubectl: join(cacheFolder, 'bin', 'kubectl'),
  containerdClient: join(cacheFolder, 'bin', 'kubernetes-ctr'),
} as const;

/** Lets its parts find containerd, runc, nft and ip, and their libraries, which the system may lack. */
export const clusterEnvironment = {
  PATH: ['usr/sbin', 'usr/bin', 'sbin', 'bin']
    .map((bin) => join(root, bin))
    .concat(cluster.shims, process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin')
    .join(':'),
  LD_LIBRARY_PATH: debianLibraries(root),
};
