import { BenchError } from '../../errors/bench-error.ts';

/** What a launcher says of a server, said of what runs beside one: other codes and fixes, the same facts. */
export function asDependencyError(thrown: unknown, logFile: string): unknown {
  if (!(thrown instanceof BenchError)) return thrown;
  switch (thrown.code) {
    case 'SERVER_NOT_READY':
      return notReady(thrown.message, logFile);
    case 'SERVER_DIED':
      return new BenchError(
        'DEPENDENCY_DIED',
        thrown.message,
        `Its whole output is in ${logFile}. What was measured before is kept.`,
        { cause: thrown },
      );
    default:
      return thrown;
  }
}

export function notReady(message: string, logFile: string): BenchError {
  return new BenchError(
    'DEPENDENCY_NOT_READY',
    message,
    `Does it listen on the HOST and PORT that it is given, and is "ready" right? If it only starts slowly, raise its "readyTimeout". Its whole output is in ${logFile}.`,
  );
}
