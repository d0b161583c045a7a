import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BenchError } from '../errors/bench-error.ts';
import { renderLivePage } from '../report/html/page.ts';

export interface LiveServer {
  url: string;
  /** Gives every open page new data, as `packPageData` made it. */
  publish(data: string): void;
  /** Tells the pages, closes their connections, and frees the port. */
  close(): Promise<void>;
}

const host = '127.0.0.1';

/** A page of another site that resolves its name to this address must not read the results (DNS rebinding). */
function isOurs(request: IncomingMessage, port: number): boolean {
  return request.headers.host === `${host}:${port}` || request.headers.host === `localhost:${port}`;
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

/** Serves the live page on loopback alone. Port 0 takes a free one. */
export async function startLiveServer(port: number, first: string): Promise<LiveServer> {
  let data = first;
  const listeners = new Set<ServerResponse>();

  function listen(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 1000\nevent: report\ndata:\n\n');
    listeners.add(response);
    response.on('close', () => listeners.delete(response));
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0];
    if (!isOurs(request, (server.address() as AddressInfo).port))
      return answer(response, 403, 'text/plain', 'Forbidden');
    if (request.method !== 'GET') return answer(response, 405, 'text/plain', 'Only GET is allowed');
    if (path === '/') return answer(response, 200, 'text/html', await renderLivePage(data));
    if (path === '/data') return answer(response, 200, 'text/plain', data);
    if (path === '/events') return listen(response);
    answer(response, 404, 'text/plain', 'Not found');
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else answer(response, 500, 'text/plain', error instanceof Error ? error.message : 'failed');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const found = cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${cause.code})`;
      const message = `option "port": expected a free port, found that ${host}:${port} ${found}`;
      reject(new BenchError('LIVE_PORT', message, 'Leave it out to take a free one.', { cause }));
    });
    server.listen(port, host, resolve);
  });

  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/`,
    publish(next) {
      data = next;
      for (const listener of listeners) listener.write('event: report\ndata:\n\n');
    },
    close() {
      for (const listener of listeners) listener.end('event: end\ndata:\n\n');
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
