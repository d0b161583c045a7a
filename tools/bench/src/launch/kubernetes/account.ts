import { setTimeout as sleep } from 'node:timers/promises';
import { BenchError } from '../../errors/bench-error.ts';
import type { Account } from '../../schema/account.ts';
import type { Usage } from '../../system/usage.ts';
import type { RemoteCounters } from '../launcher.ts';
import type { Cluster } from './connection.ts';
import { clockLeadMs, cpuMicrosAt, longestGapMs, type Read, timeOf } from './counter-series.ts';
import { type ContainerName, countersIn } from './kubelet-counters.ts';
import { patiently } from './patiently.ts';

/** A kubelet whose runtime keeps old counters renews them within 15 s. */
const longestMs = 20_000;
const retryMs = 100;
/** Under load, each question takes CPU of the node that is measured. */
const leastIntervalMs = 200;
/** Between two readings, for what happens between them to be told by proportion. */
const mostGapMs = 2000;

export const kubeletAccount: Account = {
  kind: 'kubelet',
  cannotSee: [
    'PSS, and RSS: memory is the working set of the container, with the pages of files that it uses',
  ],
};

export interface KubeletAccount {
  readonly usage: () => Usage;
  readonly remote: RemoteCounters;
}

/** CPU and memory of a container as the kubelet of its node counts them, by way of the API server. */
export function accountByKubelet(of: {
  server: string;
  cluster: Cluster;
  node: string;
  container: ContainerName;
  /** Rejects with what has become of the server. */
  died: Promise<never>;
  /** How long it is asked for counters of a moment, ms. */
  patienceMs?: number;
}): KubeletAccount {
  const { server, cluster, node, container, died, patienceMs = longestMs } = of;
  const path = `/api/v1/nodes/${node}/proxy/metrics/resource`;
  const reads: Read[] = [];
  let asking: Promise<void> | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let lost: unknown;

  const ask = async () => {
    const askedAtMs = performance.now();
    const counters = countersIn(await cluster.get(path), container);
    if (counters !== undefined) reads.push({ askedAtMs, cameAtMs: performance.now(), counters });
  };
  const askOnce = () => {
    askedAt = performance.now();
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const newestMs = () => {
    if (reads.length === 0) return Number.NEGATIVE_INFINITY;
    const lead = clockLeadMs(reads);
    return Math.max(...reads.map((read) => timeOf(read, lead)));
  };
  /** Until there is a reading of `atMs` or later. */
  const until = async (atMs: number) => {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      await asking?.catch(() => {});
      await patiently(askOnce);
      if (newestMs() >= atMs) return;
      if (performance.now() > deadline) throw stale(server, node, atMs - newestMs(), patienceMs);
      await sleep(retryMs);
    }
  };

  return {
    usage: () => {
      if (asking === undefined && performance.now() - askedAt >= leastIntervalMs) {
        askOnce().catch((error) => {
          lost = error;
        });
      }
      const { cpuMicros = 0, workingSetBytes = 0 } = reads.at(-1)?.counters ?? {};
      return { cpuMicros, rssBytes: workingSetBytes };
    },
    remote: {
      settle: async () => {
        await Promise.race([until(performance.now()), died]);
        // Only the next load needs what comes from now on.
        reads.splice(0, reads.length - 1);
      },
      cpuMicrosAt: async (moments, within) => {
        const last = Math.max(...moments);
        await Promise.race([until(last), died]).catch((error) => Promise.reject(lost ?? error));
        const lead = clockLeadMs(reads);
        if (within !== undefined) {
          const gap = longestGapMs(reads, within, lead);
          if (gap > mostGapMs) throw tooRare(server, node, gap);
        }
        return moments.map((moment) => cpuMicrosAt(reads, moment, lead));
      },
    },
  };
}

function stale(server: string, node: string, ageMs: number, patienceMs: number): BenchError {
  const found = Number.isFinite(ageMs)
    ? `its newest are ${Math.round(ageMs)} ms older`
    : 'it has none of this container';
  return new BenchError(
    'ACCOUNT_STALE',
    `${server}: expected counters of the kubelet of node ${node} that are no older than the end of the load, within ${patienceMs / 1000} s, found that ${found}`,
    'Container runtimes other than containerd may renew them rarely: see docs/kubernetes.md.',
  );
}

function tooRare(server: string, node: string, gapMs: number): BenchError {
  return new BenchError(
    'ACCOUNT_STALE',
    `${server}: expected counters of the kubelet of node ${node} every ${mostGapMs / 1000} s, to leave a lead-in out, found none for ${Math.round(gapMs)} ms`,
    'Set "leadIn": "0s": the counters before and after the load are enough without one.',
  );
}
