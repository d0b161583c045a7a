import { cwd } from 'node:process';
import type { z } from 'zod';
import { measureServers } from '../run/measure-servers.ts';
import type { serverBlockSchema } from '../schema/options.ts';
import type { Result } from '../schema/result.ts';

/** What may stand in a `bench` block: every option but `command` has a default. */
export type GivenOptions = z.input<typeof serverBlockSchema>;

export interface Run {
  /** Commands, scenario folder and artifacts are looked for from here, `dist/bench` is written here; default: cwd. */
  workspaceRoot?: string;
  /** Called with each line of progress; default: none is told. */
  write?: (line: string) => void;
}

/**
 * Plans, launches, loads and observes the given servers in one run, in interleaved rounds, and resolves to a result for
 * each, in the order of their names; of a server with a list of `cpus` to one for each limit, the tightest first. All rounds are in `dist/bench/<server>` too, as they end. A server that fails
 * rejects nothing: its result has `status: 'failed'`, or `errors` beside the rounds that were measured.
 *
 * Ctrl-C, SIGTERM and SIGHUP end it: servers and k6 are stopped, and what was measured stays on disk.
 *
 * @throws BenchError `INVALID_OPTION`, `UNKNOWN_SCENARIO`, `K6_MISSING`, `PINNING_UNSUPPORTED`, `MACHINE_BUSY`,
 *   `LOCK_UNUSABLE`: nothing was started
 */
export function bench(
  servers: Readonly<Record<string, GivenOptions>>,
  { workspaceRoot = cwd(), write = () => {} }: Run = {},
): Promise<Result[]> {
  return measureServers(new Map(Object.entries(servers)), workspaceRoot, write);
}
