import { closeSync, openSync, writeFileSync } from 'node:fs';
import { env, stdout } from 'node:process';
import { WriteStream } from 'node:tty';
import type { TerminalOptions } from '../report/terminal.ts';

/**
 * The terminal that a table is for. Nx pipes what a task prints, so its width is asked of the controlling terminal
 * (tty(4)). Colours only where we write to the terminal ourselves: Nx says FORCE_COLOR also when it is piped into a file.
 */
export function terminalHere(): TerminalOptions {
  const columns = stdout.columns ?? columnsOfTerminal();
  const color = stdout.isTTY === true && stdout.hasColors() && env.NO_COLOR === undefined;
  return columns === undefined ? { color } : { columns, color };
}

/** Ctrl-C ends Nx before us, and with it the pipe that we print into: what is left to say goes to the terminal, if there is one. */
export function sayAfterNx(text: string): void {
  if (stdout.isTTY) return;
  try {
    writeFileSync('/dev/tty', text, { flag: 'a' });
  } catch {
    // Nobody to say it to.
  }
}

function columnsOfTerminal(): number | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync('/dev/tty', 'r+');
    const terminal = new WriteStream(descriptor);
    const { columns } = terminal;
    terminal.destroy();
    return columns > 0 ? columns : undefined;
  } catch {
    if (descriptor !== undefined) closeSync(descriptor);
    return undefined;
  }
}
