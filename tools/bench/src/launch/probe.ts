import http from 'node:http';
import https from 'node:https';

/** The request that says that the server is ready: `ready`, else a GET of `readyPath` that is answered by 200. */
export interface Probe {
  readonly url: string;
  readonly method: string;
  readonly status: readonly number[];
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/** After it another try begins beside those that wait still: the server may have lost one, or only be slow. */
export const patienceMs = 2000;

/** The status of one answer, or what went wrong; undefined when it was given up. `onConnect` is called when there is a connection. */
export function request(
  { url, method, headers, body, rejectUnauthorized }: Probe,
  signal: AbortSignal,
  onConnect?: () => void,
): Promise<string | undefined> {
  const client = url.startsWith('https:') ? https : http;
  return new Promise((resolve) => {
    const options = { method, headers, agent: false, signal, rejectUnauthorized };
    const call = client.request(url, options, (response) => {
      response.on('error', () => {}).resume();
      resolve(String(response.statusCode));
    });
    if (onConnect) call.once('socket', (socket) => socket.once('connect', onConnect));
    call.on('error', (error) =>
      resolve(
        signal.aborted ? undefined : error.message || (error as NodeJS.ErrnoException).code || 'an error',
      ),
    );
    call.end(body);
  });
}
