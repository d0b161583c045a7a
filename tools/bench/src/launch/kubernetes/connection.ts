import { existsSync } from 'node:fs';
import type { Agent, RequestOptions } from 'node:https';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiConstructor, type ApiType, KubeConfig } from '@kubernetes/client-node';
import { BenchError } from '../../errors/bench-error.ts';
import type { BenchOptions } from '../../schema/options.ts';
import { madeOnce } from '../../system/made-once.ts';
import { apiError, clusterLost, isNotFound } from './api-error.ts';

/** A cluster that answers, by the kubeconfig and context that were chosen for it. */
export interface Cluster {
  /** The one that `toolchain:kubernetes` has made for this workspace. */
  readonly isDevelopment: boolean;
  readonly context: string;
  /** File of the kubeconfig; undefined where that is the client's usual place. */
  readonly kubeconfig: string | undefined;
  /** For messages: `Kubernetes v1.34.4 (context "wasi-bench")`. */
  readonly name: string;
  readonly version: string;
  readonly config: KubeConfig;
  /** A client of one group of the API, such as `CoreV1Api`. */
  readonly api: <T extends ApiType>(group: ApiConstructor<T>) => T;
  /**
   * What the API answers to one question, `what` for messages: `list pods`. Each has its end.
   * @throws CLUSTER_FORBIDDEN, CLUSTER_LOST, CLUSTER_REFUSED
   */
  readonly ask: <T>(what: string, question: () => Promise<T>) => Promise<T>;
  /** The same of an object that may not be there: undefined then. */
  readonly askFor: <T>(what: string, question: () => Promise<T>) => Promise<T | undefined>;
  /** What a GET of a path of the API answers, as text. @throws CLUSTER_FORBIDDEN, CLUSTER_LOST, CLUSTER_REFUSED */
  readonly get: (path: string) => Promise<string>;
}

export type WhichCluster = Pick<BenchOptions, 'context'>;

const answerTimeoutMs = 10_000;
const found = new Map<string, Promise<Cluster>>();

/** Where `toolchain:kubernetes` says that its cluster runs. */
export const developmentKubeconfig = (workspaceRoot: string) =>
  join(workspaceRoot, '.toolchain', 'kubernetes', 'kubeconfig.yaml');

/**
 * The development cluster of the workspace, or that of the option `context`. The current context of a kubeconfig is never taken by
 * itself: it may be anybody's production. @throws CLUSTER_MISSING, CONTEXT_UNKNOWN, CLUSTER_LOST, CLUSTER_FORBIDDEN
 */
export function clusterOf({ context }: WhichCluster, workspaceRoot: string): Promise<Cluster> {
  const key = JSON.stringify([context, workspaceRoot]);
  return madeOnce(found, key, () => connect(context, workspaceRoot));
}

async function connect(context: string | undefined, workspaceRoot: string): Promise<Cluster> {
  const own = developmentKubeconfig(workspaceRoot);
  const config = new KubeConfig();
  if (context === undefined) {
    if (!existsSync(own)) throw clusterMissing();
    config.loadFromFile(own);
    return connection(config, config.getCurrentContext(), own, true);
  }
  loadUsers(config);
  if (config.getContextObject(context) === null) throw contextUnknown(context, config);
  config.setCurrentContext(context);
  return connection(config, context, undefined, false);
}

/** The cluster of a kubeconfig that was noted when something was made in it. */
export async function clusterAt(kubeconfig: string | undefined, context: string): Promise<Cluster> {
  const config = new KubeConfig();
  if (kubeconfig === undefined) loadUsers(config);
  else config.loadFromFile(kubeconfig);
  config.setCurrentContext(context);
  return connection(config, context, kubeconfig, kubeconfig !== undefined);
}

/** KUBECONFIG, which may name several files, else the file in the home folder. */
function loadUsers(config: KubeConfig): void {
  try {
    config.loadFromDefault();
  } catch (cause) {
    throw new BenchError(
      'CLUSTER_MISSING',
      `launcher "kubernetes": expected a kubeconfig, found one that cannot be read: ${(cause as Error).message}`,
      'Mend the file that KUBECONFIG names, or ~/.kube/config: kubectl config view',
      { cause },
    );
  }
}

async function connection(
  config: KubeConfig,
  context: string,
  kubeconfig: string | undefined,
  isDevelopment: boolean,
): Promise<Cluster> {
  const get = getterOf(config, context);
  const version = String(JSON.parse(await get('/version')).gitVersion);
  return {
    isDevelopment,
    context,
    kubeconfig,
    version,
    name: `Kubernetes ${version} (context "${context}")`,
    config,
    api: (group) => config.makeApiClient(group),
    ask: (what, question) => inTime(what, question).catch((error) => Promise.reject(apiError(error, what))),
    askFor: (what, question) =>
      inTime(what, question).catch((error) =>
        isNotFound(error) ? undefined : Promise.reject(apiError(error, what)),
      ),
    get,
  };
}

/** The client has no time-out: an API that takes connections and does not answer would hold us for ever. */
async function inTime<T>(what: string, question: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  const timeOut = sleep(answerTimeoutMs, undefined, { signal: over.signal }).then(() => {
    throw clusterLost(what, `no answer in ${answerTimeoutMs / 1000} s`);
  });
  timeOut.catch(() => {});
  try {
    return await Promise.race([question(), timeOut]);
  } finally {
    over.abort();
  }
}

/** By one agent, since a new connection for each question costs the API server more than its answer. */
function getterOf(config: KubeConfig, context: string): Cluster['get'] {
  const server = config.getCurrentCluster()?.server;
  let agent: RequestOptions['agent'];
  return async (path) => {
    if (server === undefined) throw contextUnknown(context, config);
    const options: RequestOptions = { timeout: answerTimeoutMs };
    await config.applyToHTTPSOptions(options);
    agent ??= keptAlive(options.agent);
    return new Promise((resolve, reject) => {
      const call = request(`${server}${path}`, { ...options, agent }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (piece: string) => {
          body += piece;
        });
        response.once('error', (error) => reject(apiError(error, `GET ${path}`)));
        response.once('end', () => {
          const code = response.statusCode ?? 0;
          if (code === 200) resolve(body);
          else reject(apiError({ code, body }, `GET ${path}`));
        });
      });
      call.once('timeout', () => call.destroy(new Error(`no answer in ${answerTimeoutMs / 1000} s`)));
      call.once('error', (error) => reject(apiError(error, `GET ${path}`)));
      call.end();
    });
  };
}

function keptAlive(agent: RequestOptions['agent']): RequestOptions['agent'] {
  if (typeof agent === 'object') (agent as Agent & { keepAlive?: boolean }).keepAlive = true;
  return agent;
}

function clusterMissing(): BenchError {
  const config = new KubeConfig();
  const contexts = contextsOf(config);
  return new BenchError(
    'CLUSTER_MISSING',
    `launcher "kubernetes": expected the development cluster of this workspace, or the option "context", found neither${contexts === '' ? '' : `; the kubeconfig has the contexts ${contexts}`}`,
    'Start the development cluster (npx nx run toolchain:kubernetes), or name the context of a cluster that you may bench in: --context=<name>.',
  );
}

function contextsOf(config: KubeConfig): string {
  try {
    config.loadFromDefault();
    const isStandIn = (server: string | undefined) =>
      server === undefined || server === 'http://localhost:8080';
    // Without any kubeconfig the client makes one up.
    if (config.clusters.every(({ server }) => isStandIn(server))) return '';
    return config
      .getContexts()
      .map(({ name }) => name)
      .join(', ');
  } catch {
    return '';
  }
}

function contextUnknown(context: string, config: KubeConfig): BenchError {
  const known = config.getContexts().map(({ name }) => name);
  return new BenchError(
    'CONTEXT_UNKNOWN',
    `option "context": expected a context of the kubeconfig, found ${JSON.stringify(context)}; known are ${known.join(', ') || 'none'}`,
    'kubectl config get-contexts lists them; KUBECONFIG names another file. Leave "context" out for the development cluster.',
  );
}
