import { mkdir } from 'node:fs/promises';
import { toFailure } from '../errors/bench-error.ts';
import { launcherOf } from '../launch/launchers.ts';
import type { Load } from '../load/find-loads.ts';
import { digestOf } from '../load/workload.ts';
import type { Wrk } from '../load/wrk.ts';
import { noiseFloorWithinRun } from '../noise/noise-file.ts';
import { artifactBytes } from '../observe/artifact-bytes.ts';
import { readProvenance } from '../observe/provenance.ts';
import type { PlannedServer } from '../plan/plan.ts';
import type { Failure } from '../schema/failure.ts';
import { loadNames } from '../schema/load-name.ts';
import { durationMs } from '../schema/options.ts';
import type { Provenance } from '../schema/provenance.ts';
import type { Result } from '../schema/result.ts';
import { machineFilePath, NOISE_FILE } from '../system/machine-file.ts';
import { removeLeftScratchFolders } from '../system/scratch-folder.ts';
import { checkContract } from './contract-check.ts';
import { type Dependencies, dependenciesOf } from './dependencies.ts';
import { lockMachine } from './machine-lock.ts';
import { keyOf, measureRounds } from './measure-rounds.ts';
import { clearServerFolder, resultFolder, writeResult } from './result-store.ts';
import type { RunSpec } from './run-spec.ts';

/**
 * Measures the plan. A server that fails drops out, its measured rounds stay, and the others go on; so does a load of it whose
 * generator fails, and its other loads go on.
 * After every round the result is on disk, so that nothing measured is ever lost.
 */
export async function run(spec: RunSpec): Promise<Result[]> {
  const { plan, k6, workspaceRoot, resultsFolder, stopping, signal, progress } = spec;
  const waitMs = Math.max(0, ...plan.servers.map(({ options }) => durationMs(options.wait)));
  const unlock = await lockMachine({
    workspaceRoot,
    waitMs,
    signal,
    onWait: (holder) =>
      progress.note(
        `another bench runs on this machine (${holder}): waiting for it, ${waitMs / 1000} s at most`,
      ),
  });
  const dependencies = dependenciesOf({ workspaceRoot });
  try {
    // Under the lock: without it, a server of a run that goes on would be taken for a leftover.
    const leftovers = await Promise.all(
      Object.values(launcherOf).map((launcher) => launcher.removeLeftovers(workspaceRoot)),
    );
    await removeLeftScratchFolders();
    const killed = leftovers.flat();
    if (killed.length > 0)
      progress.note(
        `stopped ${killed.length} server(s) that a killed run had left behind: ${killed.join(', ')}`,
      );
    const read = await readProvenance(plan, k6, workspaceRoot, wrkOf(spec));
    const noiseFloor = await noiseFloorWithinRun(
      machineFilePath(NOISE_FILE, workspaceRoot, read.machine.fingerprint),
    );
    const provenance = { ...read, ...(noiseFloor && { noiseFloor }) };
    progress.runStarts(provenance.order);
    const results = new Map<string, Result>();
    const keep = async (result: Result) => {
      results.set(keyOf(result), result);
      await writeResult(resultsFolder, result);
    };
    const broken = await contractFailures(spec, dependencies);
    for (const server of plan.servers) {
      await keep(await firstResult(server, provenance, broken.get(server.server), spec));
    }
    await measureRounds(spec, { results, keep, dependencies });
    for (const server of plan.servers) {
      const result = results.get(keyOf(server))!;
      if (result.errors.length > 0) continue;
      await keep({ ...result, roundsChosenBy: stopping.chosenBy(server, [...results.values()]) });
    }
    return [...results.values()];
  } finally {
    try {
      await dependencies.stopAll();
    } finally {
      await endRun(spec).finally(unlock);
    }
  }
}

/** What cannot be removed now is found by the next run. */
async function endRun({ plan, progress }: RunSpec): Promise<void> {
  const used = new Set(plan.servers.map(({ options }) => launcherOf[options.launcher]));
  for (const launcher of used) {
    await launcher.endRun?.().catch((error) => {
      const { code, message } = toFailure(error);
      progress.note(`${code}: ${message}; the next run removes what is left`);
    });
  }
}

function wrkOf({ scenarios }: RunSpec): Wrk | undefined {
  return [...scenarios.values()].flat().find((load) => 'wrk' in load)?.wrk;
}

/** By server, why it breaks the contract. One launch is checked, within the widest limit: a tighter one changes no answer. */
async function contractFailures(
  { plan, workspaceRoot, resultsFolder, signal, progress }: RunSpec,
  dependencies: Dependencies,
): Promise<Map<string, Failure>> {
  const failures = new Map<string, Failure>();
  for (const server of new Map(plan.servers.map((planned) => [planned.server, planned])).values()) {
    await clearServerFolder(resultsFolder, server.server);
    const folder = resultFolder(resultsFolder, server);
    await mkdir(folder, { recursive: true });
    try {
      if (server.options.contractCheck) progress.note(`${server.server}: checking its answers`);
      await checkContract(server, { workspaceRoot, folder, signal, dependencies });
    } catch (thrown) {
      const failure = toFailure(signal.aborted ? signal.reason : thrown);
      progress.note(`${server.server}: ${failure.code}`);
      failures.set(server.server, failure);
    }
  }
  return failures;
}

/** A server's result before its first round: its sizes, and whether it keeps the contract. */
async function firstResult(
  server: PlannedServer,
  provenance: Omit<Provenance, 'options'>,
  broken: Failure | undefined,
  { plan, workspaceRoot, scenarios }: RunSpec,
): Promise<Result> {
  const { options, cpus, root = workspaceRoot } = server;
  return {
    $schema: `${'../'.repeat(server.server.split('/').length + (cpus === undefined ? 0 : 1))}result.v1.schema.json`,
    schemaVersion: 1,
    server: server.server,
    label: server.label,
    launcher: options.launcher,
    runId: plan.runId,
    ...(cpus !== undefined && { cpus }),
    status: 'failed',
    scenarios: loadNames(options),
    errors: broken === undefined ? [] : [broken],
    provenance: {
      ...provenance,
      options,
      ...workloadDigests(scenarios.get(server.server)!),
      ...(server.pinning && { pinning: server.pinning }),
    },
    rounds: [],
    coldStartMs: [],
    pssAtRestBytes: { state: 'unknown', reason: 'the server was never at rest' },
    rssAtRestBytes: { state: 'unknown', reason: 'the server was never at rest' },
    artifactBytes: await artifactBytes(options.artifacts, root),
    ...(await launcherOf[options.launcher].describe({ server: server.server, options, workspaceRoot })),
  };
}

function workloadDigests(loads: readonly Load[]): Pick<Provenance, 'workloadSha256'> {
  const asked = loads.flatMap(({ workload }) => (workload ? [[workload.name, digestOf(workload)]] : []));
  return asked.length === 0 ? {} : { workloadSha256: Object.fromEntries(asked) };
}
