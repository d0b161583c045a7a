import { parseOptions } from '../plan/parse-options.ts';
import type { BenchOptions } from '../schema/options.ts';
import type { GivenOptions } from './bench.ts';

/** The options of a server with every default filled in, as `plan` and `launch` want them: within one CPU limit. @throws BenchError `INVALID_OPTION` */
export function options(server: string, given: GivenOptions): BenchOptions {
  return parseOptions(server, given);
}
