import type { ExecutorContext } from '@nx/devkit';
import { BenchError } from '../../errors/bench-error.ts';
import { formatFailure } from '../../errors/format-failure.ts';
import { optionsInNxJson, pluginOptionsOrFault } from '../../infer/plugin-options.ts';
import { takenTargets } from '../../infer/taken-targets.ts';
import { reportOn } from '../../run/report-on.ts';
import { failed } from '../failed.ts';
import { benchedProjects } from '../servers-of.ts';
import { terminalHere } from '../terminal-here.ts';

/** Aggregates the results of the servers that the suite depends on, writes every format, prints the table. */
export default async function report(
  options: { servers?: string[]; reference?: string },
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const servers = options.servers ?? benchedProjects(context);
    const reference = knownReference(options.reference, servers);
    process.stdout.write(`${await reportOn(servers, context.root, { ...terminalHere(), reference })}\n`);
    return { success: sayWhatIsMissing(context) };
  } catch (thrown) {
    return failed(thrown);
  }
}

/** @throws INVALID_OPTION */
function knownReference(reference: string | undefined, servers: readonly string[]): string | undefined {
  if (reference === undefined || servers.includes(reference)) return reference;
  throw new BenchError(
    'INVALID_OPTION',
    `option "reference": expected one of the servers of the report (${servers.join(', ')}), found "${reference}"`,
    'Name one of them in the "bench" block of the suite.',
  );
}

/** A server that is declared and has another target in the place of its bench. @returns whether there is none */
function sayWhatIsMissing({ projectsConfigurations, nxJsonConfiguration }: ExecutorContext): boolean {
  const { options } = pluginOptionsOrFault(optionsInNxJson(nxJsonConfiguration));
  const missing = takenTargets(projectsConfigurations.projects, options).filter(
    ({ declares }) => declares === 'server',
  );
  for (const { failure } of missing) process.stderr.write(`${formatFailure(failure)}\n`);
  return missing.length === 0;
}
