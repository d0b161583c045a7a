import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { mkdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { ToolchainError } from '../errors.mjs';
import { engine, engineLibraries, enginePath } from './paths.ts';

const startTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;
const retryMs = 100;

/** Starts a dockerd that outlives this process. @throws ToolchainError ENGINE_START_FAILED */
export async function startDaemon(): Promise<void> {
  await mkdir(engine.folder, { recursive: true });
  await rm(engine.pidFile, { force: true });
  const log = openSync(engine.logFile, 'w');
  // Not execa: it wants an end to wait for, and this program is to outlive us.
  const daemon = spawn(
    join(engine.root, 'usr/sbin/dockerd'),
    [
      `--data-root=${engine.dataRoot}`,
      `--exec-root=${engine.execRoot}`,
      `--pidfile=${engine.pidFile}`,
      `--host=unix://${engine.socket}`,
      '--group=root',
      // The bench's containers use the host's network, and images are built without any: so the addresses,
      // routes and packet filter that another engine may have set up here are never touched.
      '--bridge=none',
      '--iptables=false',
      '--ip6tables=false',
      '--ip-forward=false',
      '--ip-masq=false',
    ],
    {
      env: { ...process.env, PATH: enginePath, LD_LIBRARY_PATH: engineLibraries },
      stdio: ['ignore', log, log],
      detached: true,
    },
  );
  daemon.unref();
  let ended = false;
  const hasEnded = () => {
    ended = true;
  };
  daemon.once('error', hasEnded).once('exit', hasEnded);
  const deadline = performance.now() + startTimeoutMs;
  while (!(await daemonAnswers())) {
    if (!ended && performance.now() < deadline) {
      await sleep(retryMs);
      continue;
    }
    await stopDaemon();
    const said = (await readFile(engine.logFile, 'utf8')).trimEnd().split('\n').slice(-5).join('\n');
    throw new ToolchainError(
      'ENGINE_START_FAILED',
      `expected dockerd to answer at ${engine.socket}, found that it ${ended ? 'ended' : 'did not'}:\n${said}`,
      `The whole log is in ${engine.logFile}; is this a container without the capabilities of root?`,
    );
  }
}

export async function daemonAnswers(): Promise<boolean> {
  const answer = await execa(engine.client, ['version', '--format', '{{.Server.Version}}'], {
    reject: false,
    stdin: 'ignore',
    timeout: 10_000,
  });
  return !answer.failed;
}

/** Ends our dockerd, its containers with it, and waits for the end; one that was killed is cleaned up after. */
export async function stopDaemon(): Promise<'stopped' | 'cleaned up' | 'none'> {
  const pid = await daemonPid();
  if (pid === undefined) {
    if (!existsSync(engine.execRoot)) return 'none';
    await endOrphans();
    await removeRuntimeState();
    return 'cleaned up';
  }
  await removeTasks();
  process.kill(pid, 'SIGTERM');
  const deadline = performance.now() + stopTimeoutMs;
  while ((await daemonPid()) !== undefined) {
    if (performance.now() > deadline) {
      throw new ToolchainError(
        'ENGINE_STOP_FAILED',
        `expected dockerd (pid ${pid}) to end within ${stopTimeoutMs / 1000} s of SIGTERM, found it running`,
        `See ${engine.logFile}; in the end: kill -9 ${pid}`,
      );
    }
    await sleep(retryMs);
  }
  await removeRuntimeState();
  return 'stopped';
}

async function removeRuntimeState(): Promise<void> {
  await unmountAll();
  await rm(engine.execRoot, { recursive: true, force: true });
}

/** The shims of containers outlive an engine that is killed, and each its container's first process, a child of it. */
async function endOrphans(): Promise<void> {
  const { stdout } = await execa('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { stdin: 'ignore' });
  const processes = stdout.split('\n').map((line) => {
    const [pid, parent, ...words] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), words };
  });
  const shims = processes.filter(({ words }) => words.includes(engine.containerdSocket));
  const servers = processes.filter(({ parent }) => shims.some(({ pid }) => pid === parent));
  for (const { pid } of [...servers, ...shims]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Containers that the bench runs under a shim: dockerd does not know them, and their shims would outlive it. */
async function removeTasks(): Promise<void> {
  const ctr = (...args: string[]) =>
    execa(engine.containerdClient, ['--namespace', 'wasi-bench', ...args], {
      stdin: 'ignore',
      reject: false,
    });
  const { stdout, failed } = await ctr('containers', 'list', '--quiet');
  if (failed) return;
  for (const name of stdout.split('\n').filter((line) => line !== '')) {
    await ctr('tasks', 'delete', '--force', name);
    await ctr('containers', 'delete', name);
  }
}

/** dockerd leaves the mounts of its data folder and of the host's network namespace behind (proc_mounts(5)). */
async function unmountAll(): Promise<void> {
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  const points = mounts.split('\n').map((line) => line.split(' ')[1] ?? '');
  const ours = points.filter((point) => point.startsWith(`${engine.folder}/`));
  // The last mounted first: one may stand within another.
  for (const point of ours.reverse()) await execa('umount', [point], { stdin: 'ignore' });
}

/** The pid in the file may be another program's by now: it is ours only if it runs our dockerd. */
async function daemonPid(): Promise<number | undefined> {
  const pid = Number(await readFile(engine.pidFile, 'utf8').catch(() => Number.NaN));
  if (!Number.isInteger(pid)) return undefined;
  const program = await readlink(`/proc/${pid}/exe`).catch(() => undefined);
  const ours = await realpath(join(engine.root, 'usr/sbin/dockerd')).catch(() => undefined);
  return program !== undefined && program === ours ? pid : undefined;
}
