import { isAsked } from '../schema/dependency.ts';
import { namesIn } from '../schema/dependency-names.ts';
import type { BenchOptions } from '../schema/options.ts';

type Asking = Pick<BenchOptions, 'dependencies' | 'env' | 'workload'>;

/** Without the dependencies that no workload needs, and without the variables that would hold their addresses. */
export function withAskedDependencies<Options extends Asking>(options: Options): Options {
  const { dependencies, env, workload } = options;
  const left = dependencies.filter((dependency) => !isAsked(dependency, workload));
  if (left.length === 0) return options;
  return {
    ...options,
    dependencies: dependencies.filter((dependency) => !left.includes(dependency)),
    env: Object.fromEntries(
      Object.entries(env).filter(
        ([, text]) => !namesIn(text).some((named) => left.some(({ name }) => name === named)),
      ),
    ),
  };
}
