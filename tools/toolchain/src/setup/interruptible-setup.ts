import { untilInterrupted } from './interruption.ts';
import { type SetupOptions, setup } from './setup.ts';

/** What the command runs: SIGINT and SIGTERM end it with nothing half-installed left behind. */
export function interruptibleSetup(options: SetupOptions = {}): Promise<void> {
  return untilInterrupted(() => setup(options));
}
