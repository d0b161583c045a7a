import { closeSync, openSync } from 'node:fs';

/**
 * Calls `start` with a descriptor of the file for a child's standard output and error. The child writes into the file
 * itself: no pipe that we would have to copy from while we measure, or that a process which escaped would hold open.
 */
export function withLogFile<T>(file: string, flags: 'a' | 'w', start: (descriptor: ExecaDescriptor) => T): T {
  const descriptor = openSync(file, flags);
  try {
    return start(descriptor as ExecaDescriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** execa takes any descriptor, its types these. */
type ExecaDescriptor = 3 | 4 | 5 | 6 | 7 | 8 | 9;
