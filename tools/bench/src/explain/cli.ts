import { stdin } from 'node:process';
import { parseArgs } from 'node:util';
import { BenchError, toFailure } from '../errors/bench-error.ts';
import { formatFailure } from '../errors/format-failure.ts';
import { gridStatistics } from '../k6-output/merge/quantile-grid.ts';
import { explainCommand, type Outputs } from './command.ts';

export const usage = 'usage: npx @wasi-bench/explain [--json] [--merge] <file | folder | ->…, or --quantiles';

const outputs: Outputs = {
  out: (text) => void process.stdout.write(`${text}\n`),
  error: (text) => void process.stderr.write(`${text}\n`),
};

/** `explain` as a program: exit code 0, 1 where something could not be explained, 2 for a wrong call. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const options = optionsOf(args);
    if (options === 'help' || options === 'quantiles') {
      outputs.out(options === 'help' ? usage : gridStatistics);
      return 0;
    }
    return (await explainCommand(options.paths, options, outputs)) ? 0 : 1;
  } catch (thrown) {
    outputs.error(formatFailure(toFailure(thrown)));
    return thrown instanceof BenchError && thrown.code === 'EXPLAIN_USAGE' ? 2 : 1;
  }
}

function optionsOf(
  args: readonly string[],
): 'help' | 'quantiles' | { paths: string[]; json: boolean; merge: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        merge: { type: 'boolean', default: false },
        quantiles: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowPositionals: true,
    });
    if (values.help) return 'help';
    if (values.quantiles) return 'quantiles';
    const paths = positionals.length > 0 || stdin.isTTY ? positionals : ['-'];
    if (paths.length === 0) throw new Error('found no file, and standard input is a terminal');
    return { paths, json: values.json, merge: values.merge };
  } catch (cause) {
    throw new BenchError(
      'EXPLAIN_USAGE',
      `expected files or folders with k6 summaries, or - for standard input; ${(cause as Error).message}`,
      `${usage}`,
      { cause },
    );
  }
}
