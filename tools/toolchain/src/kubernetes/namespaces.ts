import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { kill, processes } from '../engine/processes.ts';
import { ToolchainError } from '../errors.mjs';
import { cluster, clusterEnvironment } from './paths.ts';

const startTimeoutMs = 10_000;
const endTimeoutMs = 30_000;
const lookMs = 50;

/** The first process of the cluster's namespaces, found by its command line; undefined where the cluster does not run. */
export async function firstProcess(): Promise<number | undefined> {
  const all = await processes();
  return all.find(({ argv: [program, folder] }) => program === cluster.pause && folder === cluster.folder)
    ?.pid;
}

/**
 * Makes namespaces for the cluster: network, mounts, processes. All processes in them end with the first one, and all else that
 * the cluster has of the machine goes with the last of them. @returns its pid
 * @throws ToolchainError KUBERNETES_START_FAILED
 */
export async function makeNamespaces(): Promise<number> {
  const log = openSync(join(cluster.logs, 'namespaces.log'), 'w');
  const flags = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
  const made = spawn('unshare', [...flags, cluster.pause, cluster.folder], {
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  made.unref();
  let ended = false;
  const onEnd = () => {
    ended = true;
  };
  made.once('error', onEnd).once('exit', onEnd);
  const deadline = performance.now() + startTimeoutMs;
  while (!ended && performance.now() < deadline) {
    const pid = await firstProcess();
    if (pid !== undefined) return pid;
    await sleep(lookMs);
  }
  const said = await readFile(join(cluster.logs, 'namespaces.log'), 'utf8').catch(() => '');
  throw startFailed(`unshare(1) made no namespaces: ${said.trim() || 'nothing said'}`);
}

/** Runs a script in the cluster's namespaces. @throws ToolchainError KUBERNETES_START_FAILED */
export async function runInside(pid: number, script: string): Promise<void> {
  const done = await execa('nsenter', [...enter(pid), 'sh', '-euc', script], {
    env: clusterEnvironment,
    stdin: 'ignore',
    reject: false,
    timeout: 20_000,
  });
  if (done.failed) throw startFailed(`in the cluster's namespaces: ${done.stderr || done.shortMessage}`);
}

/** Starts a part of the cluster, which outlives this process. Its output goes to a file. @returns whether it has ended */
export function startInside(pid: number, part: string, command: readonly string[]): () => boolean {
  const log = openSync(join(cluster.logs, `${part}.log`), 'w');
  const started = spawn('nsenter', [...enter(pid), ...command], {
    env: { ...process.env, ...clusterEnvironment },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  started.unref();
  let ended = false;
  const onEnd = () => {
    ended = true;
  };
  started.once('error', onEnd).once('exit', onEnd);
  return () => ended;
}

const enter = (pid: number) => [`--target=${pid}`, '--net', '--mount', '--pid', '--'];

/**
 * Ends the cluster: the kernel kills every process of a PID namespace whose first one ends (pid_namespaces(7)).
 * @throws ToolchainError KUBERNETES_STOP_FAILED
 */
export async function endNamespaces(): Promise<boolean> {
  const pid = await firstProcess();
  if (pid === undefined) return false;
  const namespace = await readlink(`/proc/${pid}/ns/pid`);
  // nsenter(1) stops with its child and goes on without it: a stopped one would never take note of the end.
  const entered = (await processes()).filter(({ argv }) => argv.includes(`--target=${pid}`));
  const left = await kill([pid, ...entered.map((each) => each.pid)], endTimeoutMs);
  const deadline = performance.now() + endTimeoutMs;
  while (left.length === 0 && performance.now() < deadline) {
    if ((await processesIn(namespace)) === 0) return true;
    await sleep(lookMs);
  }
  throw new ToolchainError(
    'KUBERNETES_STOP_FAILED',
    `expected the processes of the cluster to end within ${endTimeoutMs / 1000} s of SIGKILL, found that some did not`,
    'A process that waits for a disk ends when that answers; else restart the machine.',
  );
}

async function processesIn(namespace: string): Promise<number> {
  const all = await processes();
  const links = await Promise.all(all.map(({ pid }) => readlink(`/proc/${pid}/ns/pid`).catch(() => '')));
  return links.filter((link) => link === namespace).length;
}

export function startFailed(found: string): ToolchainError {
  return new ToolchainError(
    'KUBERNETES_START_FAILED',
    `expected a cluster of one node, found: ${found}`,
    `The logs of its parts are in ${cluster.logs}; is this a container without the capabilities of root?`,
  );
}
