import type { LaunchSpec, RunningServer } from '../launch/launcher.ts';
import { launcherOf } from '../launch/launchers.ts';

/**
 * Starts a server by the launcher that its options name and resolves once it answers. Whoever launches it stops it:
 * `await running.stop()`. `running.usage()` reads CPU (µs) and RSS (bytes) of everything that belongs to it.
 *
 * @throws BenchError `COMMAND_NOT_FOUND`, `PORT_IN_USE`, `SERVER_NOT_READY`, `SERVER_DIED`
 */
export async function launch(spec: LaunchSpec): Promise<RunningServer> {
  const launcher = launcherOf[spec.options.launcher];
  const running = await launcher.launch(spec);
  const stop = async () => {
    await running.stop();
    await launcher.endRun?.();
  };
  return { ...running, stop };
}
