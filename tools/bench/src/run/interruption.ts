import { BenchError } from '../errors/bench-error.ts';

/**
 * Ctrl-C, SIGTERM, a closed terminal, or the death of Nx: a batch is a fork of Nx that gets no signal when
 * only Nx is killed, but its channel to Nx closes then.
 */
export function untilInterrupted(): { signal: AbortSignal; stopListening: () => void } {
  const controller = new AbortController();
  const listeners = (['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const).map((event) => {
    const listener = () => {
      const what = event === 'disconnect' ? 'Nx went away' : event;
      process.exitCode = 130;
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
    stopListening: () => {
      for (const { event, listener } of listeners) process.off(event, listener);
    },
  };
}
