import { constants } from 'node:os';

/** Aborted by SIGINT or SIGTERM once `untilInterrupted` runs. */
export const interruption = new AbortController();

/** Runs `work` so that SIGINT and SIGTERM end it by an exception: its clean-up runs, and the exit code names the signal. */
export async function untilInterrupted(work: () => Promise<void>): Promise<void> {
  const onSignal = (signal: NodeJS.Signals) => {
    process.exitCode = 128 + constants.signals[signal];
    interruption.abort(new Error(`interrupted by ${signal}`));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    await work();
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    process.stderr.write(`${interruption.signal.reason.message}; nothing half-installed is left\n`);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
