import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { durationMs } from '../../schema/options.ts';
import { withLogFile } from '../../system/log-file.ts';
import { containerCgroup, countedBy, engineLost, noCgroup } from '../container-fault.ts';
import { endOrphans } from '../end-orphans.ts';
import type { Launcher, LaunchSpec, RunningServer } from '../launcher.ts';
import { limitUnsupported } from '../limits.ts';
import { choosePort } from '../port.ts';
import { untilReady } from '../ready.ts';
import { type Engine, engineOf } from './engine.ts';
import { containerExitError } from './exit-error.ts';
import { describeContainer, findImage, imageAndEngine } from './image.ts';
import { containerLabels, removeContainers, trackContainer } from './leftovers.ts';
import { quotaArguments, runArguments } from './run-arguments.ts';

const host = '127.0.0.1';

/** Runs the server's image in a container of a Docker-compatible engine, measured by its cgroup. */
export const dockerLauncher: Launcher = {
  launch: launchContainer,
  // Engines say what they cannot set only when they are told to run a container.
  checkLimits: async () => {},
  describe: describeContainer,
  runsFrom: imageAndEngine,
  removeLeftovers: async (workspaceRoot) =>
    (await removeContainers(workspaceRoot)).map((name) => `container ${name}`),
};

async function launchContainer(spec: LaunchSpec): Promise<RunningServer> {
  const { server, options, workspaceRoot, signal } = spec;
  signal.throwIfAborted();
  const engine = engineOf(workspaceRoot);
  const image = await findImage(engine, server, options);
  const port = await choosePort(spec);
  const name = `wasi-bench-${randomUUID()}`;
  const labels = containerLabels(workspaceRoot);
  const note = await trackContainer(engine, name);

  const idFile = `${spec.logFile}.id`;
  await rm(idFile, { force: true });
  const spawnedAt = performance.now();
  // It stays attached, so that its end is the container's. A group of its own keeps Ctrl-C from it: the container
  // is stopped by us, after k6.
  const attached = withLogFile(spec.logFile, 'more', (log) =>
    execa(
      engine.client,
      runArguments({
        options,
        role: spec.role,
        pinnedTo: spec.pinnedTo,
        image: image.name,
        name,
        labels,
        idFile,
        host,
        port,
      }),
      { stdin: 'ignore', stdout: log, stderr: log, detached: true, cleanup: false, reject: false },
    ),
  );
  let stopping = false;
  const died = attached.then(async (result) => {
    if (stopping) return new Promise<never>(() => {});
    throw await containerExitError(result, spec, { engine, name });
  });
  died.catch(() => {});
  const stop = async () => {
    stopping = true;
    const seconds = Math.ceil(durationMs(options.stopTimeout) / 1000);
    await engine.ask('stop', '-t', String(seconds), name);
    const removed = await engine.ask('rm', '--force', '--volumes', name);
    if (removed === undefined && !(await engine.answers())) {
      note.leaveToNextRun();
      await endOrphans(await readFile(idFile, 'utf8').catch(() => ''));
      return;
    }
    await note.removed();
    await rm(idFile, { force: true });
    await attached;
  };

  try {
    const url = `${options.scheme}://${host}:${port}`;
    const timeoutMs = durationMs(options.readyTimeout);
    const readyAt = await Promise.race([untilReady({ spec, url, timeoutMs }), died]);
    const first = await firstProcess(engine, name);
    if (first === undefined && !(await engine.answers())) throw engineLost(server, engine.name);
    const cgroup = first && (await containerCgroup(first.pid, first.id));
    if (cgroup === undefined) {
      // One that has ended meanwhile has none either, and then its end is the reason.
      await Promise.race([sleep(endIsSeenMs), died]);
      throw noCgroup(server, first?.pid, 'the engine');
    }
    return {
      url,
      coldStartMs: readyAt - spawnedAt,
      ...countedBy(cgroup),
      ...limitedBy(engine, name, spec),
      died,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function limitedBy(
  { ask, client }: Engine,
  name: string,
  { server, options }: LaunchSpec,
): Pick<RunningServer, 'setCpuLimit'> {
  if (options.cpus === undefined) return {};
  const setCpuLimit = async (cpus: number | undefined) => {
    const quota = cpus === undefined ? ['--cpu-quota', '-1'] : quotaArguments(cpus, options.cpuPeriod);
    if ((await ask('update', ...quota, name)) !== undefined) return;
    throw limitUnsupported(server, `${client} update refused to set ${quota.join(' ')}`);
  };
  return { setCpuLimit };
}

/** How soon the engine's client tells that a container has ended. */
const endIsSeenMs = 2000;

interface ContainerProcess {
  readonly pid: number;
  /** The container's. */
  readonly id: string;
}

async function firstProcess({ ask }: Engine, name: string): Promise<ContainerProcess | undefined> {
  const answer = await ask('inspect', '--format', '{{.State.Pid}} {{.Id}}', name);
  const [, pid, id] = /^([1-9]\d*) (\w+)$/.exec(answer ?? '') ?? [];
  return id === undefined ? undefined : { pid: Number(pid), id };
}
