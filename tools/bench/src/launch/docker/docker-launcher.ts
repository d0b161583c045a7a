import { randomUUID } from 'node:crypto';
import { execa } from 'execa';
import type { Cgroup } from '../../observe/cgroup/cgroup.ts';
import { durationMs } from '../../schema/options.ts';
import { containerCgroup, noCgroup } from '../container-fault.ts';
import type { Launcher, LaunchSpec, RunningServer } from '../launcher.ts';
import { choosePort } from '../port.ts';
import { untilReady } from '../ready.ts';
import { type Engine, engineOf } from './engine.ts';
import { containerExitError } from './exit-error.ts';
import { describeContainer, findImage } from './image.ts';
import { containerLabels, removeContainers, trackContainer } from './leftovers.ts';
import { runArguments } from './run-arguments.ts';

const host = '127.0.0.1';

/** Runs the server's image in a container of a Docker-compatible engine, measured by its cgroup. */
export const dockerLauncher: Launcher = {
  launch: launchContainer,
  describe: describeContainer,
  removeLeftovers: async (workspaceRoot) =>
    (await removeContainers(workspaceRoot)).map((name) => `container ${name}`),
};

async function launchContainer(spec: LaunchSpec): Promise<RunningServer> {
  const { server, options, workspaceRoot, signal } = spec;
  signal.throwIfAborted();
  const engine = engineOf(workspaceRoot);
  const image = await findImage(engine, server, options);
  const port = await choosePort(server, options.port);
  const name = `wasi-bench-${randomUUID()}`;
  const labels = await containerLabels(workspaceRoot);
  const untrack = await trackContainer(workspaceRoot, engine, name);

  const log = { file: spec.logFile, append: true };
  const spawnedAt = performance.now();
  // It stays attached, so that its end is the container's. A group of its own keeps Ctrl-C from it: the container
  // is stopped by us, after k6.
  const attached = execa(
    engine.client,
    runArguments({ options, image: image.name, name, labels, host, port }),
    { stdin: 'ignore', stdout: log, stderr: log, detached: true, cleanup: false, reject: false },
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
    const removed = await engine.ask('rm', '--force', name);
    // With the engine gone the note stays, for the next run to remove the container.
    if (removed === undefined && (await engine.ask('version')) === undefined) return;
    await untrack();
    await attached;
  };

  try {
    const url = `http://${host}:${port}`;
    const timeoutMs = durationMs(options.readyTimeout);
    const readyAt = await Promise.race([untilReady({ spec, url: url + options.readyPath, timeoutMs }), died]);
    const { usage, throttling, anonymousBytes } = await engineCgroup(server, engine, name);
    return { url, coldStartMs: readyAt - spawnedAt, usage, throttling, anonymousBytes, died, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @throws CGROUP_UNREADABLE */
async function engineCgroup(server: string, engine: Engine, name: string): Promise<Cgroup> {
  const [pid = '', id = ''] =
    (await engine.ask('inspect', '--format', '{{.State.Pid}} {{.Id}}', name))?.split(' ') ?? [];
  const cgroup = await containerCgroup(Number(pid), id);
  if (cgroup !== undefined) return cgroup;
  throw noCgroup(server, pid, 'the engine');
}
