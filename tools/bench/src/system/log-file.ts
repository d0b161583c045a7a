import { closeSync, constants, ftruncateSync, openSync, readSync, statSync, writeSync } from 'node:fs';

/**
 * Calls `start` with a descriptor of the file for a child's standard output and error. The child writes into the file
 * itself: no pipe that we would have to copy from while we measure, or that a process which escaped would hold open. It appends,
 * so that a file which `watchLog` cuts is written on from its new end.
 */
export function withLogFile<T>(
  file: string,
  as: 'new' | 'more',
  start: (descriptor: ExecaDescriptor) => T,
): T {
  const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = constants;
  const descriptor = openSync(file, O_WRONLY | O_CREAT | O_APPEND | (as === 'new' ? O_TRUNC : 0));
  try {
    return start(descriptor as ExecaDescriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** execa takes any descriptor, its types these. */
type ExecaDescriptor = 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** A server that logs 2 KB a request writes 20 MB a second; its folder is kept, and cached by Nx. */
const MOST_BYTES = 4 * 2 ** 20;
/** What stays of it when it is cut: an error quotes its end. */
const KEPT_BYTES = 64 * 2 ** 10;
const lookMs = 200;

export interface LogWatch {
  /** How many bytes were written since the watch began, those that were dropped included. */
  readonly writtenBytes: () => number;
  readonly end: () => void;
}

/** Keeps a log that others append to from filling the disk: beyond 4 MiB, all but its end is dropped, which it then says. */
export function watchLog(file: string): LogWatch {
  const beganAtBytes = bytesOf(file);
  let droppedBytes = 0;
  const look = () => {
    const bytes = bytesOf(file);
    if (bytes <= MOST_BYTES) return;
    try {
      droppedBytes += bytes - cut(file, bytes);
    } catch {
      // Removed meanwhile, or the disk is full already: there is another look.
    }
  };
  const timer = setInterval(look, lookMs).unref();
  return {
    writtenBytes: () => bytesOf(file) + droppedBytes - beganAtBytes,
    end: () => {
      clearInterval(timer);
      look();
    },
  };
}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Written over its beginning, so that the note stands there whatever others append meanwhile; that is lost.
 * @returns how many bytes it has now
 */
function cut(file: string, bytes: number): number {
  const descriptor = openSync(file, 'r+');
  try {
    const buffer = Buffer.alloc(KEPT_BYTES);
    const end = buffer.subarray(0, readSync(descriptor, buffer, 0, KEPT_BYTES, bytes - KEPT_BYTES));
    const note = `[wasi-bench dropped ${bytes - end.length} bytes of this log here]\n`;
    const kept = Buffer.concat([Buffer.from(note), end]);
    writeSync(descriptor, kept, 0, kept.length, 0);
    ftruncateSync(descriptor, kept.length);
    return kept.length;
  } finally {
    closeSync(descriptor);
  }
}
