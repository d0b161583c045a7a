import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ScriptExceptions } from '../schema/round.ts';

/** What k6 logs of an iteration that an exception of the script has ended (js/runner.go). */
const exception = /\blevel=error msg="((?:[^"\\]|\\.)*)".*\bsource=stacktrace$/;
/** Left by `watchLog` where it has cut a log. */
const cut = /^\[wasi-bench dropped \d+ bytes/;
const mostCharacters = 200;

/** Counts what the logs of k6 have of them; a log that has grown large has lost its beginning. */
export async function scriptExceptions(logFiles: readonly string[]): Promise<ScriptExceptions> {
  const found: ScriptExceptions = { iterations: 0, isWhole: true };
  for (const file of logFiles) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      if (cut.test(line)) found.isWhole = false;
      const [, message] = exception.exec(line) ?? [];
      if (message === undefined) continue;
      found.iterations += 1;
      found.first ??= firstLine(message);
    }
  }
  return found;
}

/** Without the stack, which k6 writes behind an escaped line break. */
function firstLine(message: string): string {
  const line = message.split('\\n')[0]!.replace(/\\(["\\])/g, '$1');
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters)} …` : line;
}
