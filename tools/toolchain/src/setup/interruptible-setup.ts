import { untilInterrupted } from './interruption.ts';
import { setup } from './setup.ts';

/** What the command runs: SIGINT and SIGTERM end it with nothing half-installed left behind. */
export function interruptibleSetup(): Promise<void> {
  return untilInterrupted(() => setup());
}
