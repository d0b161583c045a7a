import { randomUUID } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from 'execa';
import { BenchError } from '../../errors/bench-error.ts';
import { durationMs } from '../../schema/options.ts';
import { foldersIn } from '../../system/cgroup/make.ts';
import { throttlingOf } from '../../system/cgroup/throttling.ts';
import { markedPids, SERVER_MARK } from '../../system/process/marked.ts';
import type { Launcher, LaunchSpec, RunningServer } from '../launcher.ts';
import { choosePort } from '../port.ts';
import { untilReady } from '../ready.ts';
import { accountOf, inBackground, type Launched } from './account.ts';
import { exitError } from './exit-error.ts';
import { removeLeftovers } from './leftovers.ts';
import { enterServerCgroup, makeServerCgroup } from './server-cgroup.ts';
import { askToStop } from './stop.ts';
import { track } from './tracking.ts';
import { startWaiting } from './waiting-program.ts';

const host = '127.0.0.1';
const aliveCheckMs = 100;

/** Runs the server as a plain child process, in a process group and, where one can be made, a cgroup of its own. */
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
  const mark = randomUUID();
  const program = startWaiting({
    command: commandOf(spec, port),
    cpus: spec.pinnedTo,
    cwd: workspaceRoot,
    env: { ...options.env, HOST: host, PORT: String(port), [SERVER_MARK]: mark },
    logFile: spec.logFile,
  });
  if (!('pid' in program)) throw await exitError(await program.ended, spec);
  const { pid, ended } = program;
  const made = makeServerCgroup(spec, mark);
  const cgroup = 'folders' in made ? made : undefined;
  const launched: Launched = { spec, port, pid, mark, cgroup };
  const end = await track(workspaceRoot, { pid, mark, cgroup: cgroup ? foldersIn(cgroup.folders) : [] });

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
    const url = `http://${host}:${port}`;
    const probe = {
      spec: { ...spec, signal: AbortSignal.any([signal, over.signal]) },
      url: url + options.readyPath,
      timeoutMs: durationMs(options.readyTimeout),
    };
    const readyAt = await Promise.race([untilReady(probe), died]);
    const { account, usage, fault } = accountOf(launched);
    const incomplete = fault();
    if (incomplete) throw incomplete;
    return {
      url,
      coldStartMs: readyAt - startedAt,
      account,
      accountFault: fault,
      usage,
      ...(account.kind === 'cgroup' && { anonymousBytes: cgroup!.anonymousBytes }),
      // Whatever quota the bench itself, or the command's own wrapper, runs under.
      throttling: throttlingOf(pid),
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
  const others = othersOf(launched);
  if (result.exitCode === 0 && others.length > 0) {
    if (launched.cgroup === undefined) return inBackground(launched, others);
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

function commandOf({ options, workspaceRoot }: LaunchSpec, port: number): string[] {
  const [program, ...args] = options.command.map((word) =>
    word.replaceAll('{port}', String(port)).replaceAll('{host}', host),
  );
  return [pathOf(program!, workspaceRoot), ...args];
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
