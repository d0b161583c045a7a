import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from 'execa';
import type { BenchError } from '../../errors/bench-error.ts';
import { durationMs } from '../../schema/options.ts';
import { anySignal } from '../../system/any-signal.ts';
import { foldersIn } from '../../system/cgroup/make.ts';
import { removeCgroup } from '../../system/cgroup/remove.ts';
import { throttlingOf } from '../../system/cgroup/throttling.ts';
import { addressesOf } from '../../system/process/listener.ts';
import { markedPids, SERVER_MARK } from '../../system/process/marked.ts';
import { asStarted, commandIn } from '../command-in.ts';
import type { Launcher, LaunchSpec, RunningServer } from '../launcher.ts';
import { limitedBy, limitUnsupported } from '../limits.ts';
import { choosePort } from '../port.ts';
import { untilReady } from '../ready.ts';
import { accountOf, inBackground, type Launched, overMemory } from './account.ts';
import { exitError } from './exit-error.ts';
import { forgetServer, rememberServer, removeLeftovers } from './leftovers.ts';
import { enterServerCgroup, makeServerCgroup } from './server-cgroup.ts';
import { askToStop } from './stop.ts';
import { track } from './tracking.ts';
import { startWaiting } from './waiting-program.ts';

const host = '127.0.0.1';
const aliveCheckMs = 100;

/** Runs the server as a plain child process, in a process group and, where one can be made, a cgroup of its own. */
export const processLauncher: Launcher = {
  launch: launchProcess,
  checkLimits,
  describe: async () => ({ imageBytes: { state: 'unknown', reason: 'the process launcher runs no image' } }),
  // The command's files are outputs of the tasks that the bench depends on.
  runsFrom: async () => [],
  removeLeftovers: async () => (await removeLeftovers()).map((pid) => `pid ${pid}`),
};

async function launchProcess(spec: LaunchSpec): Promise<RunningServer> {
  const { server, options, workspaceRoot, signal } = spec;
  signal.throwIfAborted();
  refuseCpuset(spec);
  const port = await choosePort(spec);
  const mark = randomUUID();
  const cgroup = makeServerCgroup(spec, mark);
  const folders = cgroup ? foldersIn(cgroup.folders) : [];
  await rememberServer({ pid: undefined, mark, cgroup: folders }).catch((error) => {
    removeCgroup(folders);
    throw error;
  });
  const program = startWaiting({
    command: commandOf(spec, port),
    // Pinning is refused beside the option.
    cpus: spec.pinnedTo ?? options.cpuset,
    cwd: spec.root ?? workspaceRoot,
    env: { ...options.env, HOST: host, PORT: String(port), [SERVER_MARK]: mark },
    logFile: spec.logFile,
  });
  if (!('pid' in program)) {
    removeCgroup(folders);
    await forgetServer({ mark });
    throw await exitError(await program.ended, spec);
  }
  const { pid, ended } = program;
  const launched: Launched = { spec, port, pid, mark, cgroup };
  const end = await track({ pid, mark, cgroup: folders });

  let stopping = false;
  const over = new AbortController();
  const stop = async () => {
    stopping = true;
    over.abort();
    await askToStop({
      pid,
      ended,
      others: () => othersOf(launched),
      timeoutMs: durationMs(options.stopTimeout),
    });
    await end();
  };
  const died = ended.then(async (result): Promise<never> => {
    const reason = await reasonOfEnd(result, launched, () => stopping);
    over.abort();
    return stopping ? new Promise<never>(() => {}) : Promise.reject(reason);
  });
  died.catch(() => {});

  try {
    if (cgroup) enterServerCgroup(server, cgroup, pid);
    const startedAt = program.start();
    const url = `${options.scheme}://${host}:${port}`;
    const probe = {
      spec: { ...spec, signal: anySignal(signal, over.signal) },
      url,
      timeoutMs: durationMs(options.readyTimeout),
      listensAt: () => addressesOf([pid, ...othersOf(launched)]),
    };
    const readyAt = await Promise.race([untilReady(probe), died]);
    const { account, usage, proportionalMemory, fault } = accountOf(launched);
    const incomplete = fault();
    if (incomplete) throw incomplete;
    return {
      url,
      coldStartMs: readyAt - startedAt,
      account,
      accountFault: fault,
      usage,
      proportionalMemory,
      ...(account.kind === 'cgroup' && { anonymousBytes: cgroup!.anonymousBytes }),
      // Whatever quota the bench itself, or the command's own wrapper, runs under.
      throttling: throttlingOf(pid),
      ...(cgroup && limitedBy(cgroup.folders, spec)),
      died,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Undefined when the end was asked for. With a cgroup a server that works in the background is alive as long as that is not empty. */
async function reasonOfEnd(
  result: Result,
  launched: Launched,
  isStopping: () => boolean,
): Promise<BenchError | undefined> {
  if (isStopping()) return undefined;
  const overLimit = overMemory(launched);
  if (overLimit) return overLimit;
  const others = othersOf(launched);
  if (result.exitCode === 0 && others.length > 0) {
    if (launched.cgroup === undefined || launched.spec.options.account === 'process')
      return inBackground(launched, others);
    while (!isStopping() && othersOf(launched).length > 0)
      await sleep(aliveCheckMs, undefined, { ref: false });
  }
  return exitError(result, launched.spec);
}

/** What the server has started and lives, wherever it has gone. */
function othersOf({ cgroup, mark, pid }: Launched): number[] {
  const pids = cgroup ? cgroup.pids() : markedPids(mark, pid);
  return pids.filter((other) => other !== pid);
}

function commandOf({ options, workspaceRoot, root = workspaceRoot }: LaunchSpec, port: number): string[] {
  const command = options.command.map((word) => asStarted(word, { host, port }));
  return commandIn(root, command);
}

/** By making the server's cgroup, and taking it away again. */
async function checkLimits(spec: Pick<LaunchSpec, 'server' | 'options'>): Promise<void> {
  refuseCpuset(spec);
  const cgroup = makeServerCgroup(spec, randomUUID());
  if (cgroup) removeCgroup(foldersIn(cgroup.folders));
}

/** taskset(1) enforces it, and refuses what this machine has not. @throws LIMIT_UNSUPPORTED */
function refuseCpuset({ server, options: { cpuset } }: Pick<LaunchSpec, 'server' | 'options'>): void {
  if (cpuset === undefined) return;
  const { status, error, stderr } = spawnSync('taskset', ['-c', cpuset, 'true'], { encoding: 'utf8' });
  if (status === 0) return;
  throw limitUnsupported(server, `taskset -c ${cpuset}: ${error?.message ?? stderr.trim()}`);
}
