import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NxJsonConfiguration } from '@nx/devkit';
import { optionsInNxJson, pluginOptionsOrFault } from '../infer/plugin-options.ts';
import { untilInterrupted } from '../run/interruption.ts';
import { failed } from './failed.ts';

/** For a build in mid-work to end and for the checkouts to be removed. */
const cleanUpMs = 60_000;

export interface RevisionWork {
  readonly signal: AbortSignal;
  readonly write: (line: string) => void;
  readonly buildTargetOf: (root: string) => string;
}

/** What works on checkouts: until its end, or Ctrl-C, after which it cleans up. */
export async function untilDone(
  work: (how: RevisionWork) => Promise<boolean>,
): Promise<{ success: boolean }> {
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  // When Nx is interrupted it goes at once, and the pipe that we print into with it.
  process.stdout.on('error', () => {});
  const interruption = untilInterrupted();
  interruption.endWithin(cleanUpMs);
  try {
    return { success: await work({ signal: interruption.signal, write, buildTargetOf }) };
  } catch (thrown) {
    return failed(interruption.signal.aborted ? interruption.signal.reason : thrown);
  } finally {
    interruption.stopListening();
  }
}

/** Each revision has a name of its own for it, in its nx.json. */
function buildTargetOf(root: string): string {
  const nxJson = JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8')) as NxJsonConfiguration;
  return pluginOptionsOrFault(optionsInNxJson(nxJson)).options.buildTargetName;
}
