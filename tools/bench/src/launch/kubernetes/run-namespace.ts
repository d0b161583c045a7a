import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CoreV1Api } from '@kubernetes/client-node';
import { z } from 'zod';
import { madeOnce } from '../../system/made-once.ts';
import { notesOfEnded, removeNote, writeNote } from '../../system/notes.ts';
import { type Cluster, clusterAt } from './connection.ts';

/** By it everything of ours is found by hand too. */
export const ourLabels = { 'app.kubernetes.io/managed-by': 'wasi-bench' } as const;

const kind = 'namespaces';
const removalMs = 60_000;
const lookMs = 200;

const startedSchema = z.object({ context: z.string(), kubeconfig: z.string().optional() });

interface RunNamespace {
  readonly name: string;
  readonly cluster: Cluster;
}

/** Those of this process, by the cluster's context. */
const ours = new Map<string, Promise<RunNamespace>>();

/**
 * The namespace of this run, made with the first thing that is put into it. Nothing is ever done outside of it but to read nodes.
 * @returns its name @throws CLUSTER_FORBIDDEN, CLUSTER_REFUSED, CLUSTER_LOST, LOCK_UNUSABLE
 */
export async function namespaceIn(cluster: Cluster): Promise<string> {
  return (await madeOnce(ours, cluster.context, () => make(cluster))).name;
}

async function make(cluster: Cluster): Promise<RunNamespace> {
  const { context, kubeconfig } = cluster;
  const name = `wasi-bench-${randomUUID().slice(0, 13)}`;
  // Before it is made, so that a kill at any moment leaves a note of it.
  await writeNote(kind, name, { context, ...(kubeconfig !== undefined && { kubeconfig }) });
  try {
    const body = { metadata: { name, labels: ourLabels } };
    await cluster.ask(`create the namespace ${name}`, () => cluster.api(CoreV1Api).createNamespace({ body }));
  } catch (error) {
    // One that came to be without our being told is found by its note.
    if ((error as { code?: unknown }).code !== 'CLUSTER_LOST') await removeNote(kind, name);
    throw error;
  }
  return { name, cluster };
}

/** Removes the namespaces of this run, with all that is in them. @throws CLUSTER_LOST; the next run removes them then */
export async function removeOwnNamespaces(): Promise<void> {
  const all = await Promise.allSettled(ours.values());
  ours.clear();
  const made = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  for (const { name, cluster } of made) await remove(cluster, name);
}

/** @returns whether it was there */
async function remove(cluster: Cluster, name: string): Promise<boolean> {
  const api = cluster.api(CoreV1Api);
  const read = () => cluster.askFor(`read the namespace ${name}`, () => api.readNamespace({ name }));
  const labels = (await read())?.metadata?.labels;
  // A name can be another's by now, who did not make it for us to delete.
  const isOurs = Object.entries(ourLabels).every(([key, value]) => labels?.[key] === value);
  if (isOurs) {
    await cluster.askFor(`delete the namespace ${name}`, () => api.deleteNamespace({ name }));
    const deadline = performance.now() + removalMs;
    // What the cluster has taken to delete is gone by itself later, if it takes longer than this.
    while ((await read()) !== undefined && performance.now() < deadline) await sleep(lookMs);
  }
  await removeNote(kind, name);
  return isOurs;
}

/** Removes the namespaces of runs on this machine that were killed. @returns their names */
export async function removeNamespaces(): Promise<string[]> {
  const removed: string[] = [];
  for (const { name, started } of await notesOfEnded(kind)) {
    const note = startedSchema.safeParse(started);
    if (!note.success) continue;
    const { kubeconfig, context } = note.data;
    if (kubeconfig !== undefined && !existsSync(kubeconfig)) {
      // The development cluster was stopped, and took all with it.
      await removeNote(kind, name);
      continue;
    }
    try {
      const cluster = await clusterAt(kubeconfig, context);
      if (await remove(cluster, name)) removed.push(name);
    } catch {
      // With no cluster that answers there is nothing to remove yet; the note stays.
    }
  }
  return removed;
}
