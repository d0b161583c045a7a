import { basename } from 'node:path';
import { platform } from 'node:process';
import { execa } from 'execa';
import { BenchError } from '../../errors/bench-error.ts';
import { findEngine } from './find-engine.mjs';

/**
 * A container engine, spoken to by its command line: Docker's and Podman's are alike in what we use, contexts and
 * DOCKER_HOST work as their users know them, and the bench needs no client library.
 */
export interface Engine {
  readonly client: string;
  readonly version: string;
  /** For messages: client and version. */
  readonly name: string;
  /** The output of one command, or undefined when it failed. */
  readonly ask: (...args: string[]) => Promise<string | undefined>;
  /** Whether it is still there. */
  readonly answers: () => Promise<boolean>;
}

let found: Engine | undefined;

/** @throws ENGINE_MISSING */
export function engineOf(workspaceRoot: string): Engine {
  found ??= find(workspaceRoot);
  return found;
}

function find(workspaceRoot: string): Engine {
  const engine =
    platform === 'linux' ? findEngine(workspaceRoot) : { tried: [`on ${platform} it is in a VM`] };
  if ('tried' in engine) {
    throw new BenchError(
      'ENGINE_MISSING',
      `launcher "docker": expected a container engine that answers on this Linux machine, found none (${engine.tried.join('; ') || 'neither docker nor podman is on PATH'})`,
      'Start one (sudo systemctl start docker), or leave "launcher" out. Containers are measured by their cgroup, which an engine in a VM or on another machine hides.',
    );
  }
  const ask = askerOf(engine.client);
  const answers = async () => (await ask('version')) !== undefined;
  return { ...engine, name: `${basename(engine.client)} ${engine.version}`, ask, answers };
}

/** An engine that takes connections and does not answer would hold us for ever; an image of some GB takes a minute. */
const longestAnswerMs = 300_000;

export function askerOf(client: string): Engine['ask'] {
  return async (...args) => {
    const answer = await execa(client, args, { stdin: 'ignore', reject: false, timeout: longestAnswerMs });
    return answer.exitCode === 0 ? answer.stdout.trim() : undefined;
  };
}
