import { setTimeout as sleep } from 'node:timers/promises';
import { CoreV1Api, type V1Pod } from '@kubernetes/client-node';
import { BenchError } from '../../errors/bench-error.ts';
import { hostAndPort } from '../../launch/kubernetes/host-and-port.ts';
import { patiently } from '../../launch/kubernetes/patiently.ts';
import { unscheduledBy } from '../../launch/kubernetes/pod-state.ts';
import type { ServerInCluster } from '../../launch/launcher.ts';
import type { BenchOptions } from '../../schema/options.ts';
import type { StartSkew } from '../../schema/round.ts';
import { anySignal } from '../../system/any-signal.ts';
import { executionStatus, liveVus, resume } from '../k6-api.ts';
import { liveK6 } from '../live-load.ts';
import type { RunningLoad } from '../start-generator.ts';
import { MOST_MS_TO_BE_READY, startTogether } from '../start-together.ts';
import type { RunnersKind } from './job-runners.ts';
import { type ClusterFiles, keepLog } from './keep-log.ts';
import { runnerCpu } from './runner-cpu.ts';
import { apiPort } from './runner-objects.ts';
import { isRunning, lost, notStarted, podsOf, runnerFault, terminated } from './runner-pods.ts';

export interface ClusterRun extends Pick<ServerInCluster, 'cluster' | 'namespace'> {
  readonly kind: RunnersKind;
  readonly options: BenchOptions;
  readonly files: ClusterFiles;
  /** Filled in as soon as the pods have them. */
  readonly addresses: (string | undefined)[];
  readonly isWarmUp: boolean;
  readonly signal: AbortSignal;
}

/** A node may have to be made, and an image to be pulled. */
const longestStartMs = 180_000;
const lookMs = 250;
const removalMs = 20_000;
const wholeLogMs = 10_000;
/** To see when runners begin that somebody else lets go. */
const beginLookMs = 20;

/** Starts the runners in the cluster, lets them go together, waits for their ends and fetches what they counted. */
export function startClusterRunners(run: ClusterRun): RunningLoad {
  const { cluster, namespace, kind, options, files, signal } = run;
  const cpu = runnerCpu(cluster, namespace, options.runners);
  const ended = new AbortController();
  const name = (index: number) => `runner ${index + 1} of ${options.runners}`;
  let startSkew: StartSkew = { state: 'unknown', reason: 'the runners were not let go' };
  const work = async () => {
    await kind.create();
    const pods = await untilRunning(run, name);
    for (const [index, pod] of pods.entries())
      run.addresses[index] = hostAndPort(pod.status!.podIP!, apiPort);
    const over = untilEnded(run, pods, name);
    over.catch(() => {});
    const stop = anySignal(signal, ended.signal);
    startSkew = kind.startsThem
      ? await Promise.race([seenToBegin(run, stop), over.then(() => startSkew)])
      : await startTogether(
          pods.map((_, index) => {
            const address = run.addresses[index]!;
            return {
              name: name(index),
              live: liveK6(address),
              vus: () => liveVus(address),
              resume: () => resume(address),
              done: over.then(() => {}),
            };
          }),
          stop,
        );
    void cpu.watch(pods, ended.signal);
    const last = await over;
    for (const [index, pod] of last.entries()) {
      await keepWholeLog(run, pod, name(index), files[index]!);
    }
  };
  const done = work().finally(async () => {
    ended.abort();
    await removed(run);
  });
  done.catch(() => {});
  return {
    meters: cpu.meters,
    done,
    startSkew: () => startSkew,
    cores: cpu.cores,
    ...(options.runnerCpus !== undefined && { limitCores: options.runnerCpus }),
  };
}

/** @throws what keeps a runner from it */
async function untilRunning(run: ClusterRun, name: (index: number) => string): Promise<V1Pod[]> {
  const { kind, options, signal } = run;
  const begin = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const pods = await podsOf(kind.pods);
    await throwFault(run, pods, name);
    if (pods.filter(isRunning).length === options.runners) return pods;
    const waitedMs = performance.now() - begin;
    const isRefused = pods.some((pod) => unscheduledBy(pod) !== undefined);
    if (waitedMs > (isRefused ? 10_000 : longestStartMs)) throw await notStarted(kind.pods, pods, waitedMs);
    await sleep(lookMs, undefined, { signal });
  }
}

/** @returns the pods, whose exit codes are good */
async function untilEnded(
  run: ClusterRun,
  begun: readonly V1Pod[],
  name: (index: number) => string,
): Promise<V1Pod[]> {
  const { kind, options, signal } = run;
  for (;;) {
    signal.throwIfAborted();
    const pods = await patiently(() => podsOf(kind.pods));
    const gone = begun.findIndex(({ metadata }, index) => pods[index]?.metadata?.uid !== metadata?.uid);
    if (gone >= 0) throw lost(name(gone), 'that its pod is gone');
    await throwFault(run, pods, name);
    if (pods.filter((pod) => terminated(pod) !== undefined).length === options.runners) return pods;
    await sleep(lookMs, undefined, { signal });
  }
}

async function throwFault(
  run: ClusterRun,
  pods: readonly V1Pod[],
  name: (index: number) => string,
): Promise<void> {
  for (const [index, pod] of pods.entries()) {
    if (pod === undefined || runnerFault(pod, { name: name(index) }) === undefined) continue;
    const log = await logOf(run, pod).catch(() => '');
    throw runnerFault(pod, { name: name(index), log: log.split('\n').slice(-20).join('\n') });
  }
  const fault = await patiently(async () => run.kind.fault?.());
  if (fault !== undefined) throw fault;
}

/**
 * When runners begin that somebody else lets go: from the first that was seen to run to the last.
 * @throws RUNNERS_NOT_READY where nobody does
 */
async function seenToBegin({ addresses, options }: ClusterRun, signal: AbortSignal): Promise<StartSkew> {
  const deadline = performance.now() + MOST_MS_TO_BE_READY;
  const begunAt = await Promise.all(
    addresses.map(async (address) => {
      for (;;) {
        const status = await liveK6(address!).status();
        if (status !== undefined && status > executionStatus.paused) return performance.now();
        // One that does not answer may have begun, or ended: that its pod says.
        if (status !== undefined && performance.now() > deadline) throw notLetGo(options.runners);
        await sleep(beginLookMs, undefined, { signal });
      }
    }),
  );
  return { state: 'known', atMostMs: Math.max(...begunAt) - Math.min(...begunAt) + beginLookMs };
}

function notLetGo(runners: number): BenchError {
  return new BenchError(
    'RUNNERS_NOT_READY',
    `expected the ${runners} runners to be let go within ${MOST_MS_TO_BE_READY / 1000} s, found one that has not begun`,
    "The k6-operator's own log says why: kubectl logs -n k6-operator-system deployment/k6-operator-controller-manager.",
  );
}

/** A container may have ended before its runtime has written all that it printed. @throws SUMMARY_LOST */
async function keepWholeLog(
  run: ClusterRun,
  pod: V1Pod,
  name: string,
  files: ClusterFiles[number],
): Promise<void> {
  const deadline = performance.now() + wholeLogMs;
  for (;;) {
    try {
      return await keepLog(await logOf(run, pod), name, files, run.isWarmUp);
    } catch (error) {
      const isShort = error instanceof BenchError && error.code === 'SUMMARY_LOST';
      if (!isShort || performance.now() > deadline) throw error;
      await sleep(lookMs, undefined, { signal: run.signal });
    }
  }
}

async function logOf({ cluster, namespace }: ClusterRun, pod: V1Pod): Promise<string> {
  const of = { namespace, name: pod.metadata!.name! };
  return patiently(() =>
    cluster.ask('read the log of a runner', () => cluster.api(CoreV1Api).readNamespacedPodLog(of)),
  );
}

/** With the API gone it returns: the next run removes the namespace. */
async function removed({ kind }: ClusterRun): Promise<void> {
  const deadline = performance.now() + removalMs;
  try {
    await kind.remove();
    while ((await podsOf(kind.pods)).some((pod) => pod !== undefined) && performance.now() < deadline)
      await sleep(lookMs);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
  }
}
