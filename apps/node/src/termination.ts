/** Calls `stop` once, at the first SIGTERM or SIGINT; later ones do not cut the graceful end short. */
export function onTermination(stop: () => void): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      stop();
    });
  }
}
