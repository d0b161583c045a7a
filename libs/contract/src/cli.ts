import { runCases } from './run-cases.ts';

/** Prints a line for each failed case and a closing line; the exit code is 0, 1 (a case failed) or 2 (bad usage). */
export async function main(args: readonly string[]): Promise<number> {
  const [argument, ...more] = args;
  const url =
    argument === undefined || more.length > 0 || !URL.canParse(argument) ? undefined : new URL(argument);
  if (url?.protocol !== 'http:') {
    const found = args.length === 0 ? 'nothing' : args.join(' ');
    process.stderr.write(`CONFORMANCE_USAGE: expected one URL like http://127.0.0.1:8080, found ${found}\n`);
    return 2;
  }
  const { passed, failures } = await runCases({ url });
  for (const { name, reason } of failures) process.stdout.write(`FAILED ${name}: ${reason}\n`);
  process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
  return failures.length > 0 ? 1 : 0;
}
