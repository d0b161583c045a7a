import { BenchError } from '../../errors/bench-error.ts';
import type { LaunchSpec } from '../launcher.ts';
import { tailOf } from '../tail.ts';
import type { Containerd } from './containerd.ts';

/** Why a task that should have been running is not. */
export async function taskExitError(
  { server, options, logFile }: LaunchSpec,
  containerd: Containerd,
  wasOutOfMemory: boolean,
): Promise<BenchError> {
  const said = await tailOf(logFile);
  const output = said ? `; its last output:\n${said}` : ' and printed nothing';
  if (wasOutOfMemory) {
    return new BenchError(
      'OUT_OF_MEMORY',
      `${server}: the kernel killed the container at its memory limit (option "memory": ${options.memory ?? 'not set'})${output}`,
      'Raise "memory", unless the limit is what you measure.',
    );
  }
  if ((await containerd.ask('version')) === undefined) {
    return new BenchError(
      'CONTAINER_FAILED',
      `${server}: the container ended, and containerd does not answer any more${output}`,
      'Does containerd run (ctr version)?',
    );
  }
  return new BenchError(
    'SERVER_DIED',
    `${server}: the container ended while it should have been running${output}`,
    `Its whole output is in ${logFile}.`,
  );
}
