import type { GeneratorCallback, Tree } from '@nx/devkit';
import { toFailure } from '../errors/bench-error.ts';
import { formatFailure } from '../errors/format-failure.ts';

type Generator<Options> = (tree: Tree, options: Options) => Promise<GeneratorCallback>;

/** Nx prints the message of what a generator throws, and nothing else of it: code and fix go into it. */
export function failingClearly<Options>(generator: Generator<Options>): Generator<Options> {
  return async (tree, options) => {
    try {
      return await generator(tree, options);
    } catch (cause) {
      throw new Error(formatFailure(toFailure(cause)), { cause });
    }
  };
}
