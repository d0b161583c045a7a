import type { ExecutorContext } from '@nx/devkit';
import { benchServers } from './bench-servers.ts';

/** One server by itself: what Nx calls when batches are turned off (`--batch=false`). */
export default async function bench(
  options: unknown,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const server = context.projectName!;
  const [outcome] = await benchServers(new Map([[server, options]]), context);
  return { success: outcome?.success ?? false };
}
