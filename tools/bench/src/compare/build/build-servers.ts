import { BenchError } from '../../errors/bench-error.ts';
import type { Failure } from '../../schema/failure.ts';
import { runInGroup } from './run-in-group.ts';
import { nxIn, type RevisionWorkspace } from './workspace-of.ts';

/**
 * Builds servers by the target of that name, those that have one, with Nx's cache, which git worktrees share.
 * @returns why a server could not be built, by server
 */
export async function buildServers(
  { root, projects }: RevisionWorkspace,
  servers: readonly string[],
  { target, which, signal }: { target: string; which: 'base' | 'head'; signal: AbortSignal },
): Promise<Map<string, Failure>> {
  const built = servers.filter((server) => projects[server]?.targets[target]);
  if (built.length === 0) return new Map();
  const nx = (...args: string[]) =>
    runInGroup([nxIn(root), ...args, '--outputStyle=static'], { cwd: root, signal });
  const all = await nx('run-many', '-t', target, '-p', built.join(','), '--nxBail=false');
  if (all.ok) return new Map();
  const failures = new Map<string, Failure>();
  for (const server of built) {
    // What was built is in the cache: each is asked for by itself to learn which was not.
    const one = await nx('run', `${server}:${target}`);
    if (!one.ok) failures.set(server, buildFailed(server, target, which, one.tail).toFailure());
  }
  return failures;
}

function buildFailed(server: string, target: string, which: string, tail: string): BenchError {
  return new BenchError(
    'BUILD_FAILED',
    `${server}: expected \`nx run ${server}:${target}\` to succeed in ${which}, found:\n${tail}`,
    'Try it in a checkout of that revision.',
  );
}
