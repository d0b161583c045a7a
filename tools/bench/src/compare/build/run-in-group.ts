import { execa } from 'execa';
import { beginWatched } from '../../system/process/ends-with-us.ts';
import { signalGroup } from '../../system/process/signal.ts';
import { inWaitingShell } from '../../system/process/waiting-shell.ts';

export interface Ran {
  readonly ok: boolean;
  /** Everything that it printed, and the end of it for a message. */
  readonly all: string;
  readonly tail: string;
}

const TAIL_LINES = 25;
const patienceMs = 5000;

/**
 * A program in a process group of its own, which ends as a whole with the signal and with us: Nx and package managers have
 * children that a signal to them alone does not reach. Rejects with the signal's reason alone.
 */
export async function runInGroup(
  command: readonly string[],
  { cwd, env, signal }: { cwd: string; env?: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<Ran> {
  signal.throwIfAborted();
  const [shell, ...words] = inWaitingShell(command);
  const child = execa(shell!, words, {
    cwd,
    env: env ?? nxEnvironment(process.env),
    extendEnv: false,
    stdin: 'pipe',
    all: true,
    reject: false,
    detached: true,
  });
  const end = (how: NodeJS.Signals) => {
    if (child.pid !== undefined) signalGroup(child.pid, how);
  };
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    end('SIGTERM');
    killing = setTimeout(() => end('SIGKILL'), patienceMs);
  };
  const letGo = beginWatched(child);
  signal.addEventListener('abort', stop);
  try {
    const { exitCode, all, shortMessage } = await child;
    signal.throwIfAborted();
    const text = all || shortMessage || '';
    return { ok: exitCode === 0, all: text, tail: text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n') };
  } finally {
    clearTimeout(killing);
    signal.removeEventListener('abort', stop);
    letGo();
  }
}

/** What Nx says to the tasks that it runs would make another Nx take itself for one of them. */
const ofTheTask =
  /^NX_(TASK_|WORKSPACE_ROOT|WORKSPACE_DATA|PROJECT_GRAPH_CACHE|CLI_SET|FORKED_TASK|INVOKED_BY|STREAM_OUTPUT|PREFIX_OUTPUT|TERMINAL_OUTPUT|SET_CLI|TUI|DAEMON|SKIP_|FORCE_)/;

/** The environment for an Nx in another folder, or for what it starts. */
export function nxEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !ofTheTask.test(name) && name !== 'FORCE_COLOR');
  return { ...Object.fromEntries(kept), NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1' };
}
