import type { Result } from 'execa';
import { BenchError } from '../../errors/bench-error.ts';
import { tailOf } from '../../system/tail.ts';
import { engineLost, outOfMemory } from '../container-fault.ts';
import type { LaunchSpec } from '../launcher.ts';
import type { Engine } from './engine.ts';

/** `docker run` ends by it when the engine, not the program in the container, failed (docker-run(1), exit status). */
const engineFailed = 125;

/** Why a container that should have been running is not. */
export async function containerExitError(
  result: Result,
  spec: LaunchSpec,
  container: { engine: Engine; name: string },
): Promise<BenchError> {
  const { server, options, logFile } = spec;
  const { engine, name } = container;
  const state = await engine.ask('inspect', '--format', '{{.State.OOMKilled}} {{.State.Status}}', name);
  const said = await tailOf(logFile);
  const output = said ? `; its last output:\n${said}` : ' and printed nothing';
  if (state?.startsWith('true')) return outOfMemory(spec, output);
  if (state === undefined && !(await engine.answers())) return engineLost(server, engine.name, output);
  if (state === undefined || result.exitCode === engineFailed || state === 'false created') {
    return new BenchError(
      'CONTAINER_FAILED',
      `${server}: ${engine.client} could not run the container (exit code ${result.exitCode})${output}`,
      'Does the engine answer (docker version)? Limits need its cgroup support (docker info).',
    );
  }
  return new BenchError(
    'SERVER_DIED',
    `${server}: the container exited with code ${result.exitCode} while it should have been running${output}`,
    `Start it by hand (${engine.client} run --rm --network=host ${options.image}) and see; its whole output is in ${logFile}.`,
  );
}
