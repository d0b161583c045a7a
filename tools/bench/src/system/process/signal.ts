/** Sends a signal to a process, or, by its negative, to all of a group. False when none took it: kill(2), ESRCH, EPERM. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}

/** Sends a signal to every process of a group. */
export function signalGroup(pid: number, name: NodeJS.Signals): boolean {
  return signal(-pid, name);
}
