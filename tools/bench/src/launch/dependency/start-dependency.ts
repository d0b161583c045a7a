import { BenchError } from '../../errors/bench-error.ts';
import { cpuLimitOf } from '../../plan/cpu-limit.ts';
import { parseOptions } from '../../plan/parse-options.ts';
import { type Dependency, mentionsFolder } from '../../schema/dependency.ts';
import { type BenchOptions, durationMs } from '../../schema/options.ts';
import type { ServerCpuLimit } from '../../schema/round.ts';
import { allowedCpus } from '../../system/allowed-cpus.ts';
import { anySignal } from '../../system/any-signal.ts';
import { makeScratchFolder } from '../../system/scratch-folder.ts';
import { commandIn } from '../command-in.ts';
import type { LaunchSpec, RunningServer } from '../launcher.ts';
import { launcherOf } from '../launchers.ts';
import { choosePort } from '../port.ts';
import { type Address, addressTokens, replaced, withAddresses, withReplaced } from './addresses.ts';
import { asDependencyError, notReady } from './dependency-error.ts';
import { type Asked, askOnce, inWords, runProgram, type Try, untilAnswered } from './ready.ts';

/** A dependency that can be used. It is counted, and stopped, as servers are. */
export interface RunningDependency
  extends Address,
    Pick<RunningServer, 'account' | 'usage' | 'throttling' | 'died' | 'stop'> {
  /** The most CPU that it may use; absent where it has the machine. */
  readonly cpuLimit?: ServerCpuLimit | undefined;
  /** Start to the moment that it could be used, ms. */
  readonly startMs: number;
  /** Why it is not running any more; undefined as long as it is. */
  readonly ended: () => unknown;
  /** Whether it can be used now. */
  readonly ask: () => Promise<Try>;
  /** What "reset" says, where that is a program. @throws DEPENDENCY_RESET_FAILED */
  readonly reset: (signal: AbortSignal) => Promise<void>;
}

export interface DependencySpec
  extends Pick<LaunchSpec, 'server' | 'options' | 'workspaceRoot' | 'root' | 'signal' | 'onNote'> {
  readonly dependency: Dependency;
  /** Of those that were started before it. */
  readonly beside: readonly Address[];
  /** Gets its output, with another ending that of the programs that it is asked and reset by. */
  readonly logFile: string;
}

const host = '127.0.0.1';
/** For one look at something that has been ready before. */
const patienceMs = 5000;

/** How the launchers know it. */
export const nameBeside = (server: string, { name }: Pick<Dependency, 'name'>) =>
  `${server}: dependency "${name}"`;

/** A dependency as what the launchers run, with the server's way of counting. @throws INVALID_OPTION */
export function asOptions(
  server: string,
  dependency: Dependency,
  { account, cpuPeriod, dependencies }: Pick<BenchOptions, 'account' | 'cpuPeriod' | 'dependencies'>,
): BenchOptions {
  const { command = [], image, port, env, ready, readyTimeout, stopTimeout, cpus, memory } = dependency;
  return parseOptions(nameBeside(server, dependency), {
    command,
    image,
    launcher: image === undefined ? 'process' : 'docker',
    port,
    env,
    readyTimeout,
    stopTimeout,
    cpus,
    memory,
    account,
    cpuPeriod,
    // It may ask for the addresses of those before it.
    dependencies: dependencies
      .slice(
        0,
        dependencies.findIndex(({ name }) => name === dependency.name),
      )
      .map(({ workloads: _, ...earlier }) => earlier),
    ...(typeof ready === 'object' &&
      'http' in ready && { ready: { path: ready.http, status: ready.status } }),
  });
}

/**
 * Starts it by the launcher of servers and waits until it can be used.
 * @throws DEPENDENCY_NOT_READY, DEPENDENCY_DIED, PORT_IN_USE, and what else launchers throw, with its name
 */
export async function startDependency(spec: DependencySpec): Promise<RunningDependency> {
  const { dependency, beside, workspaceRoot, signal, logFile } = spec;
  const { root = workspaceRoot } = spec;
  const server = nameBeside(spec.server, dependency);
  const options = asOptions(spec.server, dependency, spec.options);
  const port = await choosePort({ server, options, signal, onNote: spec.onNote });
  const folder = mentionsFolder(dependency) ? await makeScratchFolder() : undefined;
  const values = new Map([
    ['{host}', host],
    ['{port}', String(port)],
    ['{folder}', folder?.path ?? ''],
    ...addressTokens(beside),
  ]);
  /** A program beside it, such as that of its "reset". */
  const programOf = (command: readonly string[]) =>
    commandIn(
      root,
      command.map((word) => replaced(word, values)),
    );
  const launched: BenchOptions = { ...withReplaced(withAddresses(options, beside), values), port };
  const { ready } = dependency;
  const asked: Asked = {
    ready: typeof ready === 'object' && 'command' in ready ? { command: programOf(ready.command) } : ready,
    address: { host, port },
    env: { ...launched.env, HOST: host, PORT: String(port) },
    cwd: root,
    logFile: `${logFile}.asked`,
  };
  const waitUntilReady: LaunchSpec['waitUntilReady'] = async ({ timeoutMs, signal: waiting }) => {
    const found = await untilAnswered(asked, timeoutMs, waiting);
    if (found === undefined) return performance.now();
    throw notReady(`${server}: expected ${inWords(asked)} within ${timeoutMs} ms, found ${found}`, logFile);
  };
  const isByHttp = typeof ready === 'object' && 'http' in ready;
  try {
    const running = await launcherOf[launched.launcher].launch({
      server,
      role: 'dependency',
      options: launched,
      workspaceRoot,
      ...(spec.root !== undefined && { root: spec.root }),
      logFile,
      signal,
      onNote: spec.onNote,
      ...(!isByHttp && { waitUntilReady }),
    });
    let ended: unknown;
    const died = running.died.catch((error) => {
      ended = asDependencyError(error, logFile);
      throw ended;
    });
    died.catch(() => {});
    return {
      name: dependency.name,
      host,
      port,
      ...cpuLimitOf(launched, allowedCpus().length),
      startMs: running.coldStartMs,
      account: running.account,
      usage: running.usage,
      ...(running.throttling && { throttling: running.throttling }),
      died,
      ended: () => ended,
      ask: () => askOnce(asked, AbortSignal.timeout(patienceMs)),
      reset,
      stop: async () => {
        await running.stop();
        await folder?.remove();
      },
    };
  } catch (error) {
    await folder?.remove();
    throw asDependencyError(error, logFile);
  }

  async function reset(during: AbortSignal): Promise<void> {
    if (typeof dependency.reset !== 'object') return;
    const command = programOf(dependency.reset.command);
    const timeoutMs = durationMs(dependency.readyTimeout);
    const outcome = await runProgram({
      ...asked,
      command,
      logFile: `${logFile}.reset`,
      signal: anySignal(during, AbortSignal.timeout(timeoutMs)),
    });
    during.throwIfAborted();
    if (outcome.isReady) return;
    throw new BenchError(
      'DEPENDENCY_RESET_FAILED',
      `${server}: expected exit code 0 of ${command.join(' ')} within ${timeoutMs} ms, found ${outcome.found}`,
      'Correct its "reset", or raise its "readyTimeout", which holds for it too.',
    );
  }
}
