import { join } from 'node:path';
import { BenchError } from '../../bench/src/errors/bench-error.ts';
import { measureServers } from '../../bench/src/run/measure-servers.ts';
import { benchFolder, clearServerFolder } from '../../bench/src/run/result-store.ts';
import type { Result } from '../../bench/src/schema/result.ts';

export const misbehavingServer = join('dist', 'validation', 'misbehaving-server');

export interface Measured {
  /** By name, all of one run, without a failure. */
  results: Map<string, Result>;
  /** Wall clock of the whole run. */
  tookMs: number;
}

/**
 * Measures misbehaving servers as any bench does, and removes their results from dist/bench.
 * @throws the first failure of a server, or INTERRUPTED
 */
export async function measure(
  optionsByName: Readonly<Record<string, object>>,
  workspaceRoot: string,
  write: (line: string) => void = () => {},
): Promise<Measured> {
  const servers = Object.entries(optionsByName).map(
    ([name, options]) =>
      [`validation-${name}`, { command: [misbehavingServer], label: name, ...options }] as const,
  );
  const startedAt = performance.now();
  try {
    const results = await measureServers(new Map(servers), workspaceRoot, write);
    const failure = results.flatMap(({ errors }) => errors)[0];
    if (failure) throw BenchError.of(failure);
    return {
      results: new Map(results.map((result) => [result.label, result])),
      tookMs: performance.now() - startedAt,
    };
  } finally {
    for (const [server] of servers) await clearServerFolder(benchFolder(workspaceRoot), server);
  }
}
