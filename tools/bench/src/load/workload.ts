import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BenchError } from '../errors/bench-error.ts';
import { ENDPOINT } from '../schema/load-name.ts';
import type { BenchOptions } from '../schema/options.ts';
import { requestsOf, type WorkloadRequest } from '../schema/workload.ts';

/** A request as a generator sends it. */
export interface ReadyRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly status: readonly number[];
  readonly weight: number;
}

export interface ReadyWorkload {
  readonly name: string;
  readonly requests: readonly ReadyRequest[];
}

/** Of everything that makes it another load: two workloads of one name and digest are the same. */
export function digestOf({ requests }: ReadyWorkload): string {
  const sent = requests.map(({ body, ...request }) => ({ ...request, body: body?.toString('base64') }));
  return createHash('sha256').update(JSON.stringify(sent)).digest('hex');
}

/**
 * A workload with the bodies of its files; undefined for the endpoint.
 * @throws UNKNOWN_WORKLOAD, WORKLOAD_FILE_UNUSABLE
 */
export async function readWorkload(
  name: string,
  { workloads }: Pick<BenchOptions, 'workloads'>,
  workspaceRoot: string,
): Promise<ReadyWorkload | undefined> {
  if (name === ENDPOINT) return undefined;
  const workload = workloads[name];
  if (workload === undefined) {
    const there = [ENDPOINT, ...Object.keys(workloads)].join(', ');
    throw new BenchError(
      'UNKNOWN_WORKLOAD',
      `option "workload": expected the name of a workload that is declared, found "${name}"; there are: ${there}`,
      'Name one of these, or declare it in "workloads": in the options of @wasi-bench/nx in nx.json for every server, or in a "bench" block.',
    );
  }
  const requests = requestsOf(workload).map(async (request) => ready(name, request, workspaceRoot));
  return { name, requests: await Promise.all(requests) };
}

async function ready(
  name: string,
  { body, headers, ...request }: WorkloadRequest,
  workspaceRoot: string,
): Promise<ReadyRequest> {
  if (body === undefined) return { ...request, headers };
  if (typeof body === 'string') return { ...request, headers, body: Buffer.from(body) };
  if ('file' in body) return { ...request, headers, body: await bytesOf(name, body.file, workspaceRoot) };
  const isNamed = Object.keys(headers).some((header) => header.toLowerCase() === 'content-type');
  const withType = isNamed ? headers : { 'content-type': 'application/json', ...headers };
  if ('json' in body) {
    return { ...request, headers: withType, body: Buffer.from(JSON.stringify(body.json ?? null)) };
  }
  const bytes = await bytesOf(name, body.jsonFile, workspaceRoot);
  try {
    JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw unusable(name, `JSON in ${body.jsonFile}, found: ${(cause as Error).message}`, cause);
  }
  return { ...request, headers: withType, body: bytes };
}

async function bytesOf(name: string, file: string, workspaceRoot: string): Promise<Buffer> {
  try {
    return await readFile(resolve(workspaceRoot, file));
  } catch (cause) {
    throw unusable(name, `the file of a body, ${file}, found: ${(cause as Error).message}`, cause);
  }
}

function unusable(name: string, what: string, cause: unknown): BenchError {
  return new BenchError(
    'WORKLOAD_FILE_UNUSABLE',
    `workload "${name}": expected ${what}`,
    'Correct the path, which is taken from the workspace root, or the file.',
    { cause },
  );
}
