import { BenchError } from '../errors/bench-error.ts';
import type { Result } from '../schema/result.ts';
import type { Note, RevisionComparison, ServerVerdict } from '../schema/revision-comparison.ts';
import { buildServers } from './build/build-servers.ts';
import { isSameServer } from './build/same-bytes.ts';
import { benchOptionsOf, type RevisionWorkspace, serversIn } from './build/workspace-of.ts';
import { checkOut } from './checkout.ts';
import { measurePairs } from './measure/measure-pairs.ts';
import { type SideName, sides } from './measure/sides.ts';
import type { CompareOptions } from './options.ts';
import { resolveSides } from './revisions/resolve.ts';
import { openWorktrees } from './revisions/worktrees.ts';
import { overallVerdict } from './verdict/overall.ts';
import { serverVerdict } from './verdict/server.ts';

export interface Comparing {
  readonly options: CompareOptions;
  readonly workspaceRoot: string;
  /** Gets what is measured. */
  readonly folder: string;
  /** Name of the target that makes a server, in a checkout. */
  readonly buildTargetOf: (root: string) => string;
  readonly signal: AbortSignal;
  readonly write: (line: string) => void;
}

/** Beside the report of the suite. */
export const comparisonSchemaFile = './compare.v1.schema.json';

export interface Compared {
  readonly comparison: RevisionComparison;
  /** Of each side that was measured. */
  readonly results: Result[];
}

/** Head against base, the servers of both in one run. Nothing of the checkouts stays. */
export async function compareRevisions(spec: Comparing): Promise<Compared> {
  const { options, workspaceRoot, signal, write } = spec;
  const { base, head, notes } = await resolveSides(options, workspaceRoot);
  const worktrees = await openWorktrees(workspaceRoot, signal, write);
  try {
    const checkout = { workspaceRoot, worktrees, shared: options.shared, signal, write };
    const workspaces = {
      base: await checkOut(base, 'base', checkout),
      head: await checkOut(head, 'head', checkout),
    };
    const { results, ...compared } = await compareServers(workspaces, spec);
    const comparison: RevisionComparison = {
      $schema: comparisonSchemaFile,
      schemaVersion: 1,
      base,
      head,
      ...overallVerdict(compared.servers),
      ...compared,
      notes: [...notes, ...compared.notes],
    };
    return { comparison, results };
  } finally {
    await worktrees.remove();
  }
}

type Workspaces = Record<SideName, RevisionWorkspace>;

async function compareServers(
  workspaces: Workspaces,
  spec: Comparing,
): Promise<Pick<RevisionComparison, 'servers' | 'notes' | 'run'> & Pick<Compared, 'results'>> {
  const { options, write } = spec;
  const declaring = { base: serversIn(workspaces.base), head: serversIn(workspaces.head) };
  const asked = namesOf(options.servers, declaring);
  const notes: Note[] = declaring.base.length === 0 ? [baseWithoutServers()] : [];
  const onlyIn = asked.flatMap((server): ServerVerdict[] => {
    const side = sides.filter((each) => declaring[each].includes(server));
    return side.length === 1 ? [{ ...named(server, workspaces), state: 'only in', side: side[0]! }] : [];
  });
  const onBoth = asked.filter((server) => !onlyIn.some((each) => each.server === server));
  const targets = {
    base: spec.buildTargetOf(workspaces.base.root),
    head: spec.buildTargetOf(workspaces.head.root),
  };
  const failures = await failedBuilds(onBoth, workspaces, targets, spec);
  const identical: ServerVerdict[] = [];
  const differing: string[] = [];
  for (const server of onBoth.filter((each) => !failures.some((failed) => failed.server === each))) {
    if (await isSameServer(server, workspaces.base, workspaces.head, targets)) {
      identical.push({ ...named(server, workspaces), state: 'identical' });
    } else differing.push(server);
  }
  if (identical.length > 0)
    write(`not measured, being the same bytes in both: ${identical.map(({ server }) => server).join(', ')}`);
  const measured =
    differing.length > 0
      ? await measurePairs(
          differing.map((server) => ({ ...named(server, workspaces), workspaces })),
          spec,
        )
      : undefined;
  const compared = (measured?.servers ?? []).map((each) =>
    serverVerdict(each, options.thresholds, measured!.run.tests),
  );
  return {
    servers: [...compared, ...failures, ...onlyIn, ...identical].sort((a, b) =>
      a.server < b.server ? -1 : 1,
    ),
    notes: [...notes, ...(measured?.notes ?? [])],
    results: measured?.results ?? [],
    ...(measured && { run: measured.run }),
  };
}

/** @throws UNKNOWN_SERVER */
function namesOf(asked: readonly string[] | undefined, declaring: Record<SideName, string[]>): string[] {
  const known = [...new Set([...declaring.base, ...declaring.head])].sort();
  const unknown = (asked ?? []).filter((name) => !known.includes(name));
  if (unknown.length === 0 && known.length > 0) return [...new Set(asked ?? known)];
  throw new BenchError(
    'UNKNOWN_SERVER',
    unknown.length > 0
      ? `option "servers": expected projects that declare a server in base or head (${known.join(', ')}), found ${unknown.join(', ')}`
      : 'expected a project that declares a server in base or head, found none',
    'Give a project a "bench" block: docs/add-a-server.',
  );
}

function named(server: string, { base, head }: Workspaces): { server: string; label: string } {
  const project = head.projects[server] ?? base.projects[server]!;
  return { server, label: String(benchOptionsOf(project).label ?? server) };
}

async function failedBuilds(
  servers: readonly string[],
  workspaces: Workspaces,
  targets: Record<SideName, string>,
  { signal, write }: Comparing,
): Promise<ServerVerdict[]> {
  const failed: Record<SideName, Awaited<ReturnType<typeof buildServers>>> = {
    base: new Map(),
    head: new Map(),
  };
  for (const which of sides) {
    write(`building ${servers.join(', ')} in ${which}`);
    failed[which] = await buildServers(workspaces[which], servers, { target: targets[which], which, signal });
  }
  return servers.flatMap((server): ServerVerdict[] => {
    const failure = failed.head.get(server) ?? failed.base.get(server);
    if (!failure) return [];
    const side = sides.filter((which) => failed[which].has(server));
    return [
      { ...named(server, workspaces), state: 'fails', side: side.length === 2 ? 'both' : side[0]!, failure },
    ];
  });
}

function baseWithoutServers(): Note {
  return {
    code: 'BASE_WITHOUT_SERVERS',
    message:
      'base declares no server, or does not have the plugin in its nx.json: there is nothing to compare with',
    fix: 'The change that brings the plugin has no base; the next one has.',
  };
}
