import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { interruption } from '../setup/interruption.ts';
import { makeCgroups, removeCgroups } from './cgroups.ts';
import { configure, files, kubeconfigOf, partsOf, runtimeClass } from './configuration.ts';
import {
  endNamespaces,
  firstProcess,
  makeNamespaces,
  runInside,
  startFailed,
  startInside,
} from './namespaces.ts';
import { linkTo, type Network, networkScripts } from './network.ts';
import { cluster } from './paths.ts';
import { mountScript } from './private-mounts.ts';

const startTimeoutMs = 120_000;
const lookMs = 100;

/**
 * Starts a cluster that outlives this process, and resolves when its node takes pods. @param step told what is waited for
 * @throws ToolchainError KUBERNETES_START_FAILED, with nothing left
 */
export async function startCluster(step: (text: string) => void): Promise<void> {
  try {
    await rm(cluster.run, { recursive: true, force: true });
    await mkdir(cluster.logs, { recursive: true });
    await makeCgroups();
    step('namespaces and network');
    const pid = await makeNamespaces();
    await runInside(pid, mountScript);
    await runInside(pid, networkScripts.before);
    const network = await linkTo(pid);
    await runInside(pid, networkScripts.after(network));
    const token = await configure(network);
    await startParts(pid, network, token, step);
    await importPauseImage();
    step('waiting for the node');
    await until(() => isNodeReady(network, token), 'the node to be ready', []);
    await makeRuntimeClass();
    await writeKubeconfig(network, token);
  } catch (error) {
    await stopCluster();
    throw error;
  }
}

async function startParts(
  pid: number,
  network: Network,
  token: string,
  step: (text: string) => void,
): Promise<void> {
  const { first, after } = partsOf(network);
  const start = (parts: Record<string, readonly string[]>) =>
    Object.entries(parts).map(([name, command]) => ({ name, hasEnded: startInside(pid, name, command) }));
  step('waiting for the API server');
  const started = start(first);
  await until(
    async () => (await ask(network, token, '/readyz')) === 'ok',
    'an API server that is ready',
    started,
  );
  start(after);
}

interface Started {
  readonly name: string;
  readonly hasEnded: () => boolean;
}

async function until(isSo: () => Promise<boolean>, what: string, parts: readonly Started[]): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  while (!(await isSo())) {
    interruption.signal.throwIfAborted();
    const ended = parts.find(({ hasEnded }) => hasEnded());
    if (ended !== undefined) throw startFailed(`${ended.name} ended:\n${await lastLines(ended.name)}`);
    if (performance.now() > deadline) {
      throw startFailed(`after ${startTimeoutMs / 1000} s still not ${what}:\n${await lastLines('kubelet')}`);
    }
    await sleep(lookMs);
  }
}

async function lastLines(part: string): Promise<string> {
  const said = await readFile(join(cluster.logs, `${part}.log`), 'utf8').catch(() => '');
  return said.trimEnd().split('\n').slice(-5).join('\n');
}

async function isNodeReady(network: Network, token: string): Promise<boolean> {
  const said = await ask(network, token, `/api/v1/nodes/${cluster.node}`);
  const conditions = said === undefined ? [] : (JSON.parse(said).status?.conditions ?? []);
  return conditions.some(
    ({ type, status }: { type: string; status: string }) => type === 'Ready' && status === 'True',
  );
}

/** The body of an answer of 200; undefined as long as there is none. */
async function ask({ apiAddress }: Network, token: string, path: string): Promise<string | undefined> {
  const ca = await readFile(files.certificate).catch(() => undefined);
  if (ca === undefined) return undefined;
  return new Promise((resolve) => {
    const options = { ca, headers: { authorization: `Bearer ${token}` }, timeout: 5000 };
    const call = get(`https://${apiAddress}:6443${path}`, options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (piece) => {
        body += piece;
      });
      response.once('end', () => resolve(response.statusCode === 200 ? body : undefined));
      // Of a connection that breaks before the end, this alone is told.
      response.once('close', () => resolve(undefined));
    });
    call.once('timeout', () => call.destroy());
    call.once('error', () => resolve(undefined));
  });
}

/** Nothing is pulled, so the first container of every pod has to be there. */
async function importPauseImage(): Promise<void> {
  const { containerdClient, pauseArchive } = cluster;
  const imported = await execa(containerdClient, ['images', 'import', pauseArchive], {
    stdin: 'ignore',
    reject: false,
    timeout: 30_000,
  });
  if (imported.failed) throw startFailed(`containerd takes no image: ${imported.stderr}`);
}

async function makeRuntimeClass(): Promise<void> {
  const made = await execa(
    cluster.program,
    ['kubectl', `--kubeconfig=${files.kubeconfig('admin')}`, 'create', '--filename=-'],
    { input: JSON.stringify(runtimeClass), reject: false, timeout: 30_000 },
  );
  if (made.failed) throw startFailed(`the API takes no RuntimeClass: ${made.stderr}`);
}

/** In the end, since the file says that the cluster is there. */
async function writeKubeconfig(network: Network, token: string): Promise<void> {
  const certificate = await readFile(files.certificate);
  const kubeconfig = kubeconfigOf(network, token, {
    'certificate-authority-data': certificate.toString('base64'),
  });
  await writeFile(cluster.kubeconfig, JSON.stringify(kubeconfig, undefined, 2), { mode: 0o600 });
  await chmod(cluster.kubeconfig, 0o600);
}

export async function isClusterRunning(): Promise<boolean> {
  const isComplete = await readFile(cluster.kubeconfig).then(
    () => true,
    () => false,
  );
  return isComplete && (await firstProcess()) !== undefined;
}

/** Ends the cluster with its pods and removes all that it had. @throws ToolchainError KUBERNETES_STOP_FAILED */
export async function stopCluster(): Promise<'stopped' | 'none'> {
  await rm(cluster.kubeconfig, { force: true });
  const wasThere = await endNamespaces();
  await removeCgroups();
  await rm(cluster.run, { recursive: true, force: true, maxRetries: 20 });
  return wasThere ? 'stopped' : 'none';
}
