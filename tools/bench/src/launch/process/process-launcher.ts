import { basename, resolve } from 'node:path';
import { execa } from 'execa';
import { BenchError } from '../../errors/bench-error.ts';
import { onCpus } from '../../pinning/taskset.ts';
import { durationMs } from '../../schema/options.ts';
import { cgroupOf } from '../../system/cgroup/cgroup.ts';
import { processTreeMeter } from '../../system/process/tree-meter.ts';
import type { Launcher, LaunchSpec, RunningServer } from '../launcher.ts';
import { choosePort } from '../port.ts';
import { untilReady } from '../ready.ts';
import { exitError } from './exit-error.ts';
import { removeLeftovers } from './leftovers.ts';
import { stopGroup, trackGroup } from './process-group.ts';

const host = '127.0.0.1';

/** Runs the server as a plain child process in a process group of its own. */
export const processLauncher: Launcher = {
  launch: launchProcess,
  describe: async () => ({ imageBytes: { state: 'unknown', reason: 'the process launcher runs no image' } }),
  // The command's files are outputs of the tasks that the bench depends on.
  runsFrom: async () => [],
  removeLeftovers: async (workspaceRoot) => (await removeLeftovers(workspaceRoot)).map((pid) => `pid ${pid}`),
};

async function launchProcess(spec: LaunchSpec): Promise<RunningServer> {
  const { server, options, workspaceRoot, signal } = spec;
  signal.throwIfAborted();
  refuseLimits(spec);
  const port = await choosePort(server, options.port);
  const [named, ...given] = options.command.map((word) =>
    word.replaceAll('{port}', String(port)).replaceAll('{host}', host),
  );
  const [program, args] = onCpus(spec.pinnedTo, pathOf(named!, workspaceRoot), given);
  const log = { file: spec.logFile, append: true };
  const spawnedAt = performance.now();
  const child = execa(program, args, {
    cwd: workspaceRoot,
    env: { ...options.env, HOST: host, PORT: String(port) },
    stdin: 'ignore',
    stdout: log,
    stderr: log,
    // A group of its own: a server of several processes is stopped whole, and Ctrl-C in the terminal
    // reaches the server through us, after k6 has been stopped.
    detached: true,
    cleanup: false,
    reject: false,
  });
  const exit = child.then((result) => exitError(result, spec));
  const { pid } = child;
  if (pid === undefined) throw await exit;
  const untrack = await trackGroup(workspaceRoot, pid);

  let stopping = false;
  const died = exit.then((error) => (stopping ? new Promise<never>(() => {}) : Promise.reject(error)));
  died.catch(() => {});
  const stop = async () => {
    stopping = true;
    await stopGroup(pid, exit, durationMs(options.stopTimeout));
    await untrack();
  };

  try {
    const url = `http://${host}:${port}`;
    const timeoutMs = durationMs(options.readyTimeout);
    const readyAt = await Promise.race([untilReady({ spec, url: url + options.readyPath, timeoutMs }), died]);
    return {
      url,
      coldStartMs: readyAt - spawnedAt,
      usage: processTreeMeter(pid),
      // Whatever quota the bench itself, or the command's own wrapper, runs under.
      throttling: cgroupOf(pid)?.throttling,
      died,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A limit that is not enforced would be a false statement in the result. */
function refuseLimits({ server, options }: LaunchSpec): void {
  const given = (['cpus', 'cpuset', 'memory'] as const).filter((name) => options[name] !== undefined);
  if (given.length === 0) return;
  throw new BenchError(
    'LIMIT_UNSUPPORTED',
    `${server}: expected launcher "docker" with option ${given.map((name) => `"${name}"`).join(', ')}, found launcher "process", which enforces no limits`,
    'Add --launcher=docker, or leave the limits out.',
  );
}

/** A bare name is looked up on PATH, anything else stands in the workspace. */
function pathOf(program: string, workspaceRoot: string): string {
  return basename(program) === program ? program : resolve(workspaceRoot, program);
}
