import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExecutorContext, parseJson } from '@nx/devkit';
import { declarationPlace } from '../../infer/declared-in.ts';
import { benchTargetOf } from '../../schema/bench-target.ts';

type Options = Record<string, unknown>;

/**
 * Of the servers whose own `bench` block says otherwise than what Nx makes of it, since `targetDefaults` of nx.json go before
 * what a plugin infers: one line that names them all; undefined where there is none.
 */
export function beatenBlocks(
  servers: readonly string[],
  { root, projectsConfigurations, nxJsonConfiguration }: ExecutorContext,
): string | undefined {
  const defaults = optionsIn(nxJsonConfiguration.targetDefaults);
  const beaten = servers.flatMap((server) => {
    const project = projectsConfigurations.projects[server];
    const place = project && declarationPlace(project);
    const target = benchTargetOf(project?.targets);
    if (!place || !target) return [];
    const names = Object.entries(blockIn(join(root, place.file))).flatMap(([name, declared]) => {
      const taken = target.options?.[name];
      const isBeaten =
        !isSame(declared, taken) &&
        defaults.some((options) => name in options && isSame(options[name], taken));
      return isBeaten ? [`${name} is ${JSON.stringify(taken)}, not ${JSON.stringify(declared)}`] : [];
    });
    return names.length > 0 ? [`${server} (${names.join(', ')})`] : [];
  });
  if (beaten.length === 0) return undefined;
  return `targetDefaults in nx.json go before the "bench" block of ${beaten.join(', ')}: what a project is to have all the same goes into "options" of the target in its own "targets"`;
}

/** The `options` of every entry, whatever the shape that this Nx gives to `targetDefaults`. */
function optionsIn(value: unknown): Options[] {
  if (typeof value !== 'object' || value === null) return [];
  const { options } = value as { options?: unknown };
  const own = typeof options === 'object' && options !== null ? [options as Options] : [];
  return [...own, ...Object.values(value).flatMap(optionsIn)];
}

/** Nx has read the file before: one that is gone, or is changed while it runs, has no block. */
function blockIn(file: string): Options {
  try {
    return parseJson<{ bench?: Options }>(readFileSync(file, 'utf8')).bench ?? {};
  } catch {
    return {};
  }
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
