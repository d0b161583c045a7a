import { execa, type Options } from 'execa';
import { interruption } from './interruption.ts';

export type Outcome =
  | { readonly state: 'succeeded'; readonly stdout: string }
  | { readonly state: 'failed'; readonly reason: string };

/**
 * Runs an installer to its end, with nothing on standard input. A failure hands back its last lines.
 * It gets SIGINT and not SIGTERM when we are interrupted: Go cleans up after the first alone.
 */
export async function run(file: string, args: readonly string[], options: Options = {}): Promise<Outcome> {
  const result = await execa(file, [...args], {
    ...options,
    stdin: 'ignore',
    reject: false,
    cancelSignal: interruption.signal,
    killSignal: 'SIGINT',
    forceKillAfterDelay: 10_000,
  });
  interruption.signal.throwIfAborted();
  if (!result.failed) return { state: 'succeeded', stdout: String(result.stdout ?? '') };
  const lines = String(result.stderr || result.stdout || result.shortMessage || '')
    .trimEnd()
    .split('\n');
  return { state: 'failed', reason: lines.slice(-15).join('\n') };
}
