import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RevisionWorkspace } from '../../../bench/src/compare/build/workspace-of.ts';
import { measurePairs } from '../../../bench/src/compare/measure/measure-pairs.ts';
import { serverVerdict } from '../../../bench/src/compare/verdict/server.ts';
import { benchExecutor } from '../../../bench/src/schema/bench-target.ts';
import type { RevisionComparison, ServerVerdict } from '../../../bench/src/schema/revision-comparison.ts';
import { misbehavingServer } from '../measure.ts';

const thresholds = { cpuMicrosPerRequest: 0.05 };
/** Of measuring, for each server of a trial. */
export const budgetSeconds = 120;

/** Two fifths of what the limit allows: nearer to it requests come in batches, which makes up for a part of the extra work. */
export const load = {
  scenarios: ['open'],
  rate: 500,
  cpus: 0.2,
  duration: '1s',
  warmup: '0s',
  rest: '1ms',
  readyPath: '/',
};

/** One comparison: what was said of each server, and the time that it took. */
export interface CompareTrial {
  readonly servers: readonly ServerVerdict[];
  readonly run: NonNullable<RevisionComparison['run']>;
}

/** CPU time that head burns beyond that of base, as a share, by server. */
export type Injected = Readonly<Record<string, number>>;

/** What a comparison does once both revisions are built: a base and a head of each server, head with more CPU time or none. */
export async function compareTrial(
  injected: Injected,
  workspaceRoot: string,
  write: (line: string) => void,
): Promise<CompareTrial> {
  const none = Object.fromEntries(Object.keys(injected).map((server) => [server, 0]));
  const workspaces = { base: revision(none, workspaceRoot), head: revision(injected, workspaceRoot) };
  const folder = join(workspaceRoot, 'dist', 'validation', 'compare');
  try {
    const { servers, run } = await measurePairs(
      Object.keys(injected).map((server) => ({ server, label: server, workspaces })),
      {
        options: {
          load: 'none',
          sides: 'auto',
          shared: [],
          thresholds,
          budget: `${budgetSeconds * Object.keys(injected).length}s`,
        },
        workspaceRoot,
        folder,
        write,
      },
    );
    return { servers: servers.map((server) => serverVerdict(server, thresholds, run.tests)), run };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function revision(injected: Injected, root: string): RevisionWorkspace {
  const projects = Object.entries(injected).map(([server, share]) => {
    const options = { ...load, scenarioFolder: 'k6', command: [misbehavingServer], env: envOf(share) };
    return [server, { root: '.', targets: { bench: { executor: benchExecutor, options } } }] as const;
  });
  return { root, projects: Object.fromEntries(projects), dependenciesOf: (project) => [project] };
}

/** Of the misbehaving server. Both sides do the same work to count what they owe; one thread, as idle ones look for work. */
export const envOf = (share: number) => ({ FAULT: 'slower', EXTRA_SHARE: String(share), GOMAXPROCS: '1' });
