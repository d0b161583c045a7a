import type { TargetConfiguration } from '@nx/devkit';
import type { Failure } from '../schema/failure.ts';

/** The `bench` target of a project whose block is wrong: it says so, and the graph and every other target stay whole. */
export function invalidTarget(fault: Failure): TargetConfiguration {
  return {
    executor: '@wasi-bench/nx:invalid',
    options: { code: fault.code, message: withoutTokens(fault.message), fix: withoutTokens(fault.fix) },
    metadata: { description: 'The "bench" block of this project is wrong: run this target to see how' },
  };
}

/** Nx replaces its tokens in options, and refuses the workspace for one in the middle of a text. */
const withoutTokens = (text: string) => text.replace(/\{(workspaceRoot|projectRoot|projectName)\}/g, '$1');
