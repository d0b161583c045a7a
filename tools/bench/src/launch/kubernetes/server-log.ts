import { createWriteStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { Log, type V1Pod } from '@kubernetes/client-node';
import { tailOf } from '../../system/tail.ts';
import type { Cluster } from './connection.ts';
import { serverName } from './objects.ts';
import { type FaultOf, podFault, type Seen } from './pod-fault.ts';

/** Writes what a container prints to a file, as it comes. @returns ends it */
export async function followLog(
  cluster: Cluster,
  { namespace, name }: { namespace: string; name: string },
  logFile: string,
): Promise<() => void> {
  const stream = new PassThrough();
  stream.pipe(createWriteStream(logFile, { flags: 'a' }));
  stream.on('error', () => {});
  const following = new Log(cluster.config).log(namespace, name, serverName, stream, { follow: true });
  // A log that cannot be followed is no reason not to measure.
  await cluster.ask('follow the log', () => following).catch(() => {});
  return () => {
    following.then(
      (call) => call.abort(),
      () => {},
    );
    stream.end();
  };
}

/** @throws what has become of the server, or keeps it from starting, with the end of what it printed */
export async function throwFault(cluster: Cluster, seen: Seen, of: FaultOf): Promise<void> {
  if (podFault(seen, of) === undefined) return;
  if (seen.pod !== undefined) await fetchLog(cluster, seen.pod, of.logFile);
  throw podFault(seen, of, await outputIn(of.logFile));
}

/** Adds what a container had printed that has ended, where nobody followed it. */
async function fetchLog(cluster: Cluster, pod: V1Pod, logFile: string): Promise<void> {
  const { namespace, name } = pod.metadata ?? {};
  const previous = (pod.status?.containerStatuses?.[0]?.restartCount ?? 0) > 0;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/log?container=${serverName}&tailLines=100&previous=${previous}`;
  const said = await cluster.get(path).catch(() => '');
  await appendFile(logFile, said);
}

/** The end of it, for a message. */
async function outputIn(logFile: string): Promise<string> {
  const said = await tailOf(logFile);
  return said ? `; its last output:\n${said}` : ' and printed nothing';
}
