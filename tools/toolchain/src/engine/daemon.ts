import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { ToolchainError } from '../errors.mjs';
import { endLeftBehind, removeRuntimeState } from './left-behind.ts';
import { engine, engineLibraries, enginePath } from './paths.ts';

const startTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;
const retryMs = 100;

/**
 * Starts a dockerd that outlives this process; one that runs and does not answer yet is waited for.
 * @throws ToolchainError ENGINE_START_FAILED, ENGINE_STOP_FAILED
 */
export async function startDaemon(): Promise<void> {
  await mkdir(engine.folder, { recursive: true });
  const hasEnded = (await daemonPid()) === undefined ? await spawnDaemon() : () => false;
  const deadline = performance.now() + startTimeoutMs;
  while (!(await daemonAnswers())) {
    const ended = hasEnded();
    if (!ended && performance.now() < deadline) {
      await sleep(retryMs);
      continue;
    }
    await terminate();
    await endLeftBehind({ shims: true });
    await removeRuntimeState();
    const said = (await readFile(engine.logFile, 'utf8')).trimEnd().split('\n').slice(-5).join('\n');
    throw new ToolchainError(
      'ENGINE_START_FAILED',
      `expected dockerd to answer at ${engine.socket}, found that it ${ended ? 'ended' : 'did not'}:\n${said}`,
      `The whole log is in ${engine.logFile}; is this a container without the capabilities of root?`,
    );
  }
}

/** @returns whether it has ended */
async function spawnDaemon(): Promise<() => boolean> {
  await endLeftBehind({ shims: false });
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
  closeSync(log);
  daemon.unref();
  let ended = false;
  const onEnd = () => {
    ended = true;
  };
  daemon.once('error', onEnd).once('exit', onEnd);
  return () => ended;
}

export async function daemonAnswers(): Promise<boolean> {
  const answer = await execa(engine.client, ['version', '--format', '{{.Server.Version}}'], {
    reject: false,
    stdin: 'ignore',
    timeout: 10_000,
  });
  return !answer.failed;
}

/**
 * Ends our dockerd, its containers with it, and waits for the end. One that was killed is started for it, since it
 * alone knows all that its containers have; where it does not start any more, what we know of is removed.
 * @throws ToolchainError ENGINE_STOP_FAILED
 */
export async function stopDaemon(): Promise<'stopped' | 'cleaned up' | 'none'> {
  const wasKilled = (await daemonPid()) === undefined;
  if (wasKilled) {
    if (!existsSync(engine.execRoot)) return 'none';
    try {
      await startDaemon();
    } catch (error) {
      if (error instanceof ToolchainError && error.code === 'ENGINE_START_FAILED') return 'cleaned up';
      throw error;
    }
  }
  await removeTasks();
  await terminate();
  await endLeftBehind({ shims: true });
  await removeRuntimeState();
  return wasKilled ? 'cleaned up' : 'stopped';
}

async function terminate(): Promise<void> {
  const pid = await daemonPid();
  if (pid === undefined) return;
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

/** The pid in the file may be another program's by now: it is ours only if it was told to write that file. */
async function daemonPid(): Promise<number | undefined> {
  const pid = Number(await readFile(engine.pidFile, 'utf8').catch(() => Number.NaN));
  if (!Number.isInteger(pid)) return undefined;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.split('\0').includes(`--pidfile=${engine.pidFile}`) ? pid : undefined;
}
