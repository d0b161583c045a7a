import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchError } from '../../errors/bench-error.ts';
import { durationMs } from '../../schema/options.ts';
import { oomKillsAt } from '../../system/cgroup/oom-kills.ts';
import { containerCgroup, countedBy, engineLost, noCgroup } from '../container-fault.ts';
import { endOrphans } from '../end-orphans.ts';
import type { Launcher, LaunchSpec, RunningServer } from '../launcher.ts';
import { limitedBy } from '../limits.ts';
import { choosePort } from '../port.ts';
import { untilReady } from '../ready.ts';
import { type Containerd, containerdOf, namespace } from './containerd.ts';
import { taskExitError } from './exit-error.ts';
import { removeContainer, removeParentCgroup, removeTasks, trackTask } from './leftovers.ts';
import { runArguments } from './run-arguments.ts';
import { stopTask } from './stop-task.ts';
import { describeWasmContainer, imageShimAndContainerd, importImage } from './wasm-image.ts';

const host = '127.0.0.1';
const aliveCheckMs = 100;

/** Runs the server's Wasm image under a shim of containerd, measured by its cgroup. */
export const containerdLauncher: Launcher = {
  launch: launchTask,
  checkLimits: async ({ server, options, workspaceRoot }) => {
    if (options.cpuset === undefined) return;
    await refuseUnknownLimits(server, options, await containerdOf(workspaceRoot));
  },
  describe: describeWasmContainer,
  runsFrom: imageShimAndContainerd,
  endRun: async () => removeParentCgroup(),
  removeLeftovers: async (workspaceRoot) =>
    (await removeTasks(workspaceRoot)).map((name) => `container ${name}`),
};

async function launchTask(spec: LaunchSpec): Promise<RunningServer> {
  const { server, options, workspaceRoot, signal } = spec;
  signal.throwIfAborted();
  const containerd = await containerdOf(workspaceRoot);
  await refuseUnknownLimits(server, options, containerd);
  const runtime = runtimeOf(spec);
  const name = `wasi-bench-${randomUUID()}`;
  const note = await trackTask(containerd, name);
  // ctr puts a container's cgroup there.
  const isOutOfMemory = () => oomKillsAt(`/${namespace}/${name}`) > 0;
  let pid: number | undefined;
  const isOver = () => pid === undefined || !existsSync(`/proc/${pid}`);
  let stopping = false;
  const stop = async () => {
    stopping = true;
    if (!(await containerd.answers())) {
      note.leaveToNextRun();
      await endOrphans(name);
      return;
    }
    await stopTask(containerd, { name, isOver, timeoutMs: durationMs(options.stopTimeout) });
    if (await removeContainer(containerd, name)) await note.removed();
  };

  try {
    const image = await importImage(containerd, spec);
    const port = await choosePort(spec);
    const logFile = resolve(workspaceRoot, spec.logFile);
    const spawnedAt = performance.now();
    const started = await containerd.tell(
      ...runArguments({ options, runtime, image, name, host, port, logFile }),
    );
    if (started.failed && isOutOfMemory()) throw await taskExitError(spec, containerd, true);
    if (started.failed && !(await containerd.answers())) throw engineLost(server, containerd.name);
    if (started.failed) throw notStarted(server, options.shim, started.said);
    pid = await pidOf(containerd, name);
    if (pid === undefined && !(await containerd.answers())) throw engineLost(server, containerd.name);
    const cgroup = pid === undefined ? undefined : await containerCgroup(pid, name);
    const limited = cgroup ? limitedBy(cgroup.folders, spec) : {};
    // ctr knows a quota of cores alone, whose period is 100 ms.
    await limited.setCpuLimit?.(options.cpus);
    const died = (async (): Promise<never> => {
      while (!stopping && !isOver()) await sleep(aliveCheckMs, undefined, { ref: false });
      if (stopping) return new Promise<never>(() => {});
      throw await taskExitError(spec, containerd, isOutOfMemory());
    })();
    died.catch(() => {});
    const url = `${options.scheme}://${host}:${port}`;
    const timeoutMs = durationMs(options.readyTimeout);
    const readyAt = await Promise.race([untilReady({ spec, url, timeoutMs }), died]);
    if (cgroup === undefined) throw noCgroup(server, pid, 'containerd');
    return { url, coldStartMs: readyAt - spawnedAt, ...countedBy(cgroup), ...limited, died, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A name that containerd looks up on its own PATH, or a program of the workspace. @throws SHIM_MISSING */
function runtimeOf({ server, options, workspaceRoot }: LaunchSpec): string {
  if (!options.shim.includes('/')) return options.shim;
  const program = isAbsolute(options.shim) ? options.shim : join(workspaceRoot, options.shim);
  if (existsSync(program)) return program;
  throw new BenchError(
    'SHIM_MISSING',
    `${server}: option "shim": expected the program of a shim, found none at ${program}`,
    'Build it (here: npx nx run wasm-shim:build), or name one that containerd has, such as io.containerd.wasmtime.v1.',
  );
}

/** Older ctr have no flag for a cpuset. */
async function refuseUnknownLimits(
  server: string,
  { cpuset }: LaunchSpec['options'],
  { ask, client, version }: Containerd,
): Promise<void> {
  if (cpuset === undefined || (await ask('run', '--help'))?.includes('--cpuset-cpus')) return;
  throw new BenchError(
    'LIMIT_UNSUPPORTED',
    `${server}: option "cpuset": expected a ctr that can set it, found ${client} ${version}`,
    'Leave "cpuset" out, or use the launcher "docker", or a newer containerd.',
  );
}

async function pidOf({ ask }: Containerd, name: string): Promise<number | undefined> {
  const listed = (await ask('tasks', 'list')) ?? '';
  const [, pid] =
    listed
      .split('\n')
      .map((line) => line.split(/\s+/))
      .find(([task]) => task === name) ?? [];
  return /^[1-9]\d*$/.test(pid ?? '') ? Number(pid) : undefined;
}

function notStarted(server: string, shim: string, said: string): BenchError {
  return new BenchError(
    'CONTAINER_FAILED',
    `${server}: containerd could not run the component under the shim ${shim}: ${said}`,
    'Does containerd find the shim (a name is looked up on its PATH), and does the shim serve this component?',
  );
}
