import { join } from 'node:path';
import { platform } from 'node:process';
import { execa } from 'execa';
import { BenchError } from '../../errors/bench-error.ts';

/** containerd's namespace of everything that the bench makes: it never sees a user's images and containers. */
export const namespace = 'wasi-bench';

/** A containerd, spoken to by `ctr`, which every containerd comes with: its gRPC API has no client for Node. */
export interface Containerd {
  readonly client: string;
  readonly version: string;
  /** For messages: `containerd` and its version. */
  readonly name: string;
  /** The output of one command in our namespace, or undefined when it failed. */
  readonly ask: (...args: string[]) => Promise<string | undefined>;
  /** The same, with what a failed command said. */
  readonly tell: (...args: string[]) => Promise<{ failed: boolean; said: string }>;
  /** Whether it is still there. */
  readonly answers: () => Promise<boolean>;
}

/** Unasked, ctr waits 10 s for a containerd that is gone, in each command. */
export const connectTimeout = '--connect-timeout=3s';
/** One that takes connections and does not answer would hold us for ever; an image of some GB takes a minute. */
const longestAnswerMs = 300_000;

let found: Containerd | undefined;

/** `ctr` on PATH (CONTAINERD_ADDRESS is its own affair), else the workspace's own. @throws ENGINE_MISSING */
export async function containerdOf(workspaceRoot: string): Promise<Containerd> {
  found ??= await find(workspaceRoot);
  return found;
}

async function find(workspaceRoot: string): Promise<Containerd> {
  const tried: string[] = [];
  for (const client of platform === 'linux' ? ['ctr', join(workspaceRoot, '.toolchain', 'bin', 'ctr')] : []) {
    const answer = await execa(client, ['version'], { stdin: 'ignore', reject: false, timeout: 10_000 });
    const version = /Server:\s+Version:\s*(\S+)/.exec(answer.stdout ?? '')?.[1];
    if (answer.exitCode === 0 && version !== undefined) {
      return { client, version, name: `containerd ${version}`, ...commandsOf(client) };
    }
    if (answer.code !== 'ENOENT') tried.push(`${client}: ${answer.stderr?.trim().split('\n').at(-1)}`);
  }
  throw new BenchError(
    'ENGINE_MISSING',
    `launcher "containerd": expected a containerd that answers on this Linux machine, found none (${tried.join('; ') || 'ctr is not on PATH'})`,
    'Start one, or leave "launcher" out. It needs root: ctr speaks to the socket of containerd.',
  );
}

export function commandsOf(client: string): Pick<Containerd, 'answers' | 'ask' | 'tell'> {
  const tell = async (...args: string[]) => {
    const answer = await execa(client, [connectTimeout, '--namespace', namespace, ...args], {
      stdin: 'ignore',
      reject: false,
      all: true,
      timeout: longestAnswerMs,
      // Ctrl-C in the terminal is ours to answer: the container is stopped after k6.
      detached: true,
    });
    return { failed: answer.exitCode !== 0, said: answer.all.trim() };
  };
  const ask = async (...args: string[]) => {
    const { failed, said } = await tell(...args);
    return failed ? undefined : said;
  };
  return { ask, tell, answers: async () => (await ask('version')) !== undefined };
}
