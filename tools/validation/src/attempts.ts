import { toFailure } from '../../bench/src/errors/bench-error.ts';

/** A machine on which more trials than this fail is not one to validate on. */
const MOST_FAILURES = 2;

/** Runs `trial` until it has succeeded `wanted` times. A trial that fails is said and made up for; an interruption ends all. */
export async function attempts(
  wanted: number,
  { write, signal }: { write: (line: string) => void; signal: AbortSignal },
  trial: (number: number) => Promise<void>,
): Promise<void> {
  let failures = 0;
  for (let done = 0; done < wanted; ) {
    try {
      signal.throwIfAborted();
      await trial(done + 1);
      done += 1;
    } catch (thrown) {
      const { code, message } = toFailure(thrown);
      failures += 1;
      if (signal.aborted || code === 'INTERRUPTED' || failures > MOST_FAILURES) throw thrown;
      write(`trial ${done + 1} failed and is repeated: ${code}: ${message}`);
    }
  }
}
