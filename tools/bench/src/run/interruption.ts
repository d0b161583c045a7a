import { BenchError } from '../errors/bench-error.ts';

export interface Interruption {
  readonly signal: AbortSignal;
  /**
   * How long after an interruption this process may go on: one that a server holds up, which nobody waits for any more,
   * would keep the machine's lock. What it leaves then is found by the next run.
   */
  readonly endWithin: (ms: number) => void;
  readonly stopListening: () => void;
}

/**
 * Ctrl-C, SIGTERM, a closed terminal, or the death of Nx: a batch is a fork of Nx that gets no signal when
 * only Nx is killed, but its channel to Nx closes then.
 */
export function untilInterrupted(): Interruption {
  const controller = new AbortController();
  let graceMs: number | undefined;
  let end: NodeJS.Timeout | undefined;
  const listeners = (['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const).map((event) => {
    const listener = () => {
      const what = event === 'disconnect' ? 'Nx went away' : event;
      process.exitCode = 130;
      if (graceMs !== undefined) end ??= setTimeout(() => process.exit(), graceMs).unref();
      controller.abort(
        new BenchError(
          'INTERRUPTED',
          `the run was interrupted (${what})`,
          'Run it again: rounds are not resumed.',
        ),
      );
    };
    process.on(event, listener);
    return { event, listener };
  });
  return {
    signal: controller.signal,
    endWithin: (ms) => {
      graceMs = ms;
    },
    stopListening: () => {
      clearTimeout(end);
      for (const { event, listener } of listeners) process.off(event, listener);
    },
  };
}
