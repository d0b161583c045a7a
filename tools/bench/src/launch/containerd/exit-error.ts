import { BenchError } from '../../errors/bench-error.ts';
import { tailOf } from '../../system/tail.ts';
import { engineLost, outOfMemory } from '../container-fault.ts';
import type { LaunchSpec } from '../launcher.ts';
import type { Containerd } from './containerd.ts';

/** Why a task that should have been running is not. */
export async function taskExitError(
  spec: LaunchSpec,
  containerd: Containerd,
  wasOutOfMemory: boolean,
): Promise<BenchError> {
  const { server, logFile } = spec;
  const said = await tailOf(logFile);
  const output = said ? `; its last output:\n${said}` : ' and printed nothing';
  if (wasOutOfMemory) return outOfMemory(spec, output);
  if (!(await containerd.answers())) return engineLost(server, containerd.name, output);
  return new BenchError(
    'SERVER_DIED',
    `${server}: the container ended while it should have been running${output}`,
    `Its whole output is in ${logFile}.`,
  );
}
