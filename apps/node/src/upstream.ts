import { Agent, get, type IncomingMessage } from 'node:http';

import { StartError } from './start-error.ts';

/** The longest answer that is taken, in bytes. */
const MAX_BYTES = 16 * 1024;

/** Sixteen bundles at once need no new connection. */
const MAX_IDLE_CONNECTIONS = 256;

/** Why there is no answer: 502 for an upstream that does not answer as it should, 504 for one that is late. */
export class UpstreamError extends Error {
  readonly status: 502 | 504;

  constructor(status: 502 | 504) {
    super(`the upstream's fault is a ${status}`);
    this.name = 'UpstreamError';
    this.status = status;
  }
}

/** Where JSON comes from, with the connections to it. */
export interface Upstream {
  /** The JSON of a 200, whatever its shape. @throws UpstreamError, or the reason of `signal` */
  get<T>(path: string, signal: AbortSignal): Promise<T>;
}

/** What `UPSTREAM_URL` names, undefined if it names nothing. */
export function upstreamOf(env: NodeJS.ProcessEnv): Upstream | undefined {
  if (!env.UPSTREAM_URL) return undefined;
  const origin = originOf(env.UPSTREAM_URL);
  const agent = new Agent({ keepAlive: true, maxFreeSockets: MAX_IDLE_CONNECTIONS });
  return { get: (path, signal) => ask(new URL(path, origin), agent, signal) };
}

/** The URL of a host, perhaps with a port, and of nothing else. */
export function originOf(text: string): URL {
  if (!/^http:\/\/[^/?#@]+\/?$/.test(text) || !URL.canParse(text)) {
    throw new StartError(
      'UPSTREAM_URL_INVALID',
      `UPSTREAM_URL must be a URL like http://127.0.0.1:8081, found ${JSON.stringify(text)}`,
    );
  }
  return new URL(text);
}

function ask<T>(url: URL, agent: Agent, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(signal.aborted ? signal.reason : new UpstreamError(502));
    let isAnswered = false;
    const request = get(url, { agent, signal }, (response) => {
      isAnswered = true;
      read(response)
        .then((body) => resolve(JSON.parse(body)))
        .catch(fail);
    });
    request.on('error', () => {
      // The upstream closed a connection that it had kept open, before it saw this request.
      if (request.reusedSocket && !isAnswered && !signal.aborted) resolve(ask(url, agent, signal));
      else fail();
    });
  });
}

async function read(response: IncomingMessage): Promise<string> {
  if (response.statusCode !== 200) {
    response.destroy();
    throw new UpstreamError(502);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the response and its connection.
    if (bytes > MAX_BYTES) throw new UpstreamError(502);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
