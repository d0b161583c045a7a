import type { GeneratorCallback, Tree } from '@nx/devkit';
import { BenchError } from '../../errors/bench-error.ts';
import { whyNoPlugNPlay } from '../../infer/plug-n-play.ts';
import { failingClearly } from '../failing-clearly.ts';
import type { InitOptions } from './init.ts';

/** Adds plugin, suite and scenarios to a workspace, or says why it cannot be benched. */
async function initWhereItRuns(tree: Tree, options: InitOptions): Promise<GeneratorCallback> {
  const why = whyNoPlugNPlay(tree.root);
  if (why) throw BenchError.of(why);
  // Not before: its packages are not found under Plug'n'Play, and Node would say no more than that.
  const { init } = await import('./init.ts');
  return init(tree, options);
}

export default failingClearly(initWhereItRuns);
