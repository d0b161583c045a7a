import type { ExecutorContext } from '@nx/devkit';
import { serveLive } from '../../live/serve-live.ts';
import { untilInterrupted } from '../../run/interruption.ts';
import { failed } from '../failed.ts';
import { referenceOf } from '../reference-of.ts';

/** Serves the report on loopback and fills it as rounds end, until it is interrupted. */
export default async function live(
  { port }: { port: number },
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const interruption = untilInterrupted();
  try {
    await serveLive({
      workspaceRoot: context.root,
      reference: referenceOf(context),
      port,
      signal: interruption.signal,
      ready: (url) => process.stdout.write(`${url}\nfills as rounds end; Ctrl-C stops it\n`),
    });
    return { success: true };
  } catch (thrown) {
    return failed(thrown);
  } finally {
    interruption.stopListening();
  }
}
