import { execa } from 'execa';

import { ContractBreach } from '../breach.ts';
import type { Target } from '../case.ts';
import { eventually } from './eventually.ts';

/** How a server is launched. */
export interface Program {
  /** Program and arguments. */
  command: readonly string[];
  /** What the paths in `command` are relative to. */
  cwd: string;
}

/** What is left of a program that ended; `exitCode` is undefined if a signal killed it. */
export interface Ending {
  exitCode: number | undefined;
  stderr: string;
}

export interface Running {
  pid: number;
  /** Standard output so far. */
  stdout(): string;
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void;
  /** Undefined while it runs. */
  ending(): Ending | undefined;
  ended: Promise<Ending>;
}

/** Starts the program with nothing in its environment but PATH and `env`; it does not outlive this process. */
export function launch({ command, cwd }: Program, env: Readonly<Record<string, string>>): Running {
  const [file = '', ...args] = command;
  const options = { cwd, env: { PATH: process.env.PATH, ...env }, extendEnv: false, reject: false } as const;
  const child = execa(file, args, { ...options, stdin: 'ignore', forceKillAfterDelay: false });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  let ending: Ending | undefined;
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    signal: (name) => child.kill(name),
    ending: () => ending,
    ended: child.then(({ exitCode, stderr }) => {
      ending = { exitCode, stderr };
      return ending;
    }),
  };
}

export interface Server extends Running, Target {}

/** Gives `use` a server that listens, on a port of the system's choice unless `env` has one; it is gone afterwards. */
export async function withServer<T>(
  program: Program,
  env: Readonly<Record<string, string>>,
  use: (server: Server) => Promise<T>,
): Promise<T> {
  const running = launch(program, { PORT: '0', ...env });
  try {
    return await use({ ...running, url: await listeningUrl(running) });
  } finally {
    running.signal('SIGKILL');
    await running.ended;
  }
}

async function listeningUrl(running: Running): Promise<URL> {
  const line = await eventually(
    'the line "listening on http://<address>" on standard output',
    () => /^listening on (http:\/\/\S+:\d+)\n/.exec(running.stdout())?.[1] ?? (running.ending() && ''),
    () => JSON.stringify(running.stdout()),
  );
  if (line === '') {
    const { exitCode, stderr } = await running.ended;
    throw new ContractBreach('start', 'a server that listens', `exit code ${exitCode}: ${stderr}`);
  }
  return new URL(line);
}
