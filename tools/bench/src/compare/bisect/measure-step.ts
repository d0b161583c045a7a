import type { StepRatio } from '../../schema/bisection.ts';
import type { FigureName } from '../../schema/figures/registry.ts';
import { durationMs } from '../../schema/options.ts';
import { buildServers } from '../build/build-servers.ts';
import { isSameServer } from '../build/same-bytes.ts';
import { benchOptionsOf, type RevisionWorkspace, serversIn } from '../build/workspace-of.ts';
import { workloadsAsked } from '../measure/load.ts';
import { measurePairs } from '../measure/measure-pairs.ts';
import type { BisectOptions } from '../options.ts';
import { serverVerdict } from '../verdict/server.ts';

export interface Stepping {
  readonly options: BisectOptions;
  readonly workspaceRoot: string;
  /** Gets what is measured, each step after the other. */
  readonly folder: string;
  readonly buildTargetOf: (root: string) => string;
  readonly signal: AbortSignal;
  readonly write: (line: string) => void;
}

export type Stepped =
  | { readonly state: 'measured'; readonly ratio: StepRatio }
  /** The same bytes as the one that it was to be measured against. */
  | { readonly state: 'identical' }
  | { readonly state: 'impossible'; readonly reason: string };

/** Builds the server of a revision, if it has one. @returns why it could not be */
export async function buildFor(
  workspace: RevisionWorkspace,
  which: 'base' | 'head',
  { options, buildTargetOf, signal }: Stepping,
): Promise<string | undefined> {
  const { server } = options;
  if (!serversIn(workspace).includes(server)) return `it has no server "${server}"`;
  const target = buildTargetOf(workspace.root);
  const failure = (await buildServers(workspace, [server], { target, which, signal })).get(server);
  return failure && `${failure.code}: ${failure.message}`;
}

/** Whether the server is the same bytes in two revisions that are built. */
export function isSame(
  one: RevisionWorkspace,
  other: RevisionWorkspace,
  { options, buildTargetOf }: Stepping,
) {
  const targets = { base: buildTargetOf(one.root), head: buildTargetOf(other.root) };
  return isSameServer(options.server, one, other, targets);
}

/** One paired measurement of a server that is built on both sides. */
export async function measureStep(
  workspaces: { base: RevisionWorkspace; head: RevisionWorkspace },
  { precision, budgetFactor, steps }: { precision: number; budgetFactor: number; steps: number },
  spec: Stepping,
): Promise<Stepped> {
  const { server, figure, workload, budget, ...given } = spec.options;
  const label = String(benchOptionsOf(workspaces.head.projects[server]!).label ?? server);
  const thresholds = { [figure]: precision } as Partial<Record<FigureName, number>>;
  const pair = { server, label, workspaces };
  const load = { ...given, ...(workload !== undefined && { workload: [workload] }) };
  const measured = await measurePairs([pair], {
    options: {
      ...load,
      // A search is for one figure, under one load.
      workload: workloadsAsked(pair, load).slice(0, 1),
      budget: `${durationMs(budget) * budgetFactor}ms`,
      thresholds,
      precision,
    },
    moreTests: steps - 1,
    workspaceRoot: spec.workspaceRoot,
    folder: spec.folder,
    write: spec.write,
  });
  const verdict = serverVerdict(measured.servers[0]!, thresholds, measured.run.tests);
  if (verdict.state === 'fails') {
    return { state: 'impossible', reason: `${verdict.failure.code}: ${verdict.failure.message}` };
  }
  const [compared] = verdict.state === 'compared' ? verdict.figures : [];
  if (compared?.state === 'measured') {
    const { ratio, low, high, confidence, rounds } = compared;
    return { state: 'measured', ratio: { ratio, low, high, confidence, rounds } };
  }
  if (compared?.state === 'fixed') {
    const { ratio } = compared;
    return { state: 'measured', ratio: { ratio, low: ratio, high: ratio, confidence: 1, rounds: 1 } };
  }
  return { state: 'impossible', reason: compared?.reason ?? 'it was not compared' };
}
