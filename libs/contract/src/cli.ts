import { parseArgs } from 'node:util';
import { answers, cases } from './cases/index.ts';
import { runCases } from './run-cases.ts';

/**
 * Prints a line for each failed case and a closing line; the exit code is 0, 1 (a case failed) or 2 (bad usage).
 * `--only=answers` leaves out what hostile clients do, for a server on an HTTP stack that is not its own.
 */
export async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (options === undefined) {
    const found = args.length === 0 ? 'nothing' : args.join(' ');
    process.stderr.write(
      `CONFORMANCE_USAGE: expected one URL like http://127.0.0.1:8080, and at most --only=answers, found ${found}\n`,
    );
    return 2;
  }
  const { passed, failures } = await runCases({ url: options.url }, options.cases);
  for (const { name, reason } of failures) process.stdout.write(`FAILED ${name}: ${reason}\n`);
  process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
  return failures.length > 0 ? 1 : 0;
}

function optionsOf(args: readonly string[]): { url: URL; cases: typeof cases } | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' } },
    allowPositionals: true,
    strict: false,
  });
  const [argument, ...more] = positionals;
  const { only, ...unknown } = values;
  if (argument === undefined || more.length > 0 || !URL.canParse(argument)) return undefined;
  if (Object.keys(unknown).length > 0 || (only !== undefined && only !== 'answers')) return undefined;
  const url = new URL(argument);
  return url.protocol === 'http:' ? { url, cases: only === 'answers' ? answers : cases } : undefined;
}
