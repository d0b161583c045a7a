import type { ProjectConfiguration } from '@nx/devkit';
import type { ErrorCode } from '../errors/error-code.ts';
import type { Failure } from '../schema/failure.ts';
import { declarationPlace } from './declared-in.ts';
import type { PluginOptions } from './plugin-options.ts';
import { suiteTargets } from './suite-targets.ts';

/** A target that a `bench` block makes, and that the project itself defines as something else: Nx takes the project's. */
export interface TakenTarget {
  readonly project: string;
  readonly declares: 'server' | 'suite';
  readonly failure: Failure;
}

/** By what Nx has made of the workspace: an npm script `bench`, or a target of that name in project.json. */
export function takenTargets(
  projects: Readonly<Record<string, ProjectConfiguration>>,
  options: PluginOptions,
): TakenTarget[] {
  return Object.entries(projects).flatMap(([project, configuration]) => {
    const declared = declarationPlace(configuration);
    if (!declared) return [];
    return inferredTargets(declared.kind, options).flatMap((target): TakenTarget[] => {
      const found = configuration.targets?.[target];
      if (!found?.executor || isInferred(found.executor)) return [];
      const isScript = found.executor === 'nx:run-script';
      const what = isScript ? 'an npm script of that name' : `a target of that name with ${found.executor}`;
      const failure = {
        code: 'BENCH_TARGET_TAKEN' satisfies ErrorCode,
        message: `${project}: the "bench" block in ${declared.file} makes the target "${target}", but the project has ${what}, and Nx takes that one`,
        fix: isScript
          ? 'Rename the script, or give the target of the plugin another name in nx.json: {"plugin": "@wasi-bench/nx", "options": {"targetName": "measure"}}.'
          : 'Rename that target, or give the target of the plugin another name in nx.json.',
      };
      return [{ project, declares: declared.kind, failure }];
    });
  });
}

function inferredTargets(kind: 'server' | 'suite', options: PluginOptions): string[] {
  return kind === 'server' ? [options.targetName] : Object.keys(suiteTargets([], options));
}

const isInferred = (executor: string) => executor.startsWith('@wasi-bench/nx:') || executor === 'nx:noop';
