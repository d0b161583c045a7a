import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One request that the upstream has received. */
export interface Asked {
  id: number;
  method: string;
  target: string;
  host: string | undefined;
  response: ServerResponse;
  socket: Socket;
  /** Everything after the head of the request; a `GET` has nothing. */
  request: IncomingMessage;
}

/** What an upstream does with a request. */
export type Behaviour = (asked: Asked) => unknown;

/** An upstream for one case, with all that it has seen. */
export interface Upstream {
  url: string;
  asked: readonly Asked[];
  /** Connections that were ever opened. */
  connections(): number;
  /** Connections that are open, and those of them that have a request without an answer. */
  open(): number;
  unanswered(): number;
}

export const itemOf = (id: number) => ({ id, name: `Item ${id}`, unitCents: id % 1_000_000, stock: id % 7 });
export const textOf = (id: number) => JSON.stringify(itemOf(id));

/** As a good upstream answers. */
export const answerItem: Behaviour = ({ id, response }) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(textOf(id));
};

/** Gives `use` an upstream that listens on a free port of loopback; it is gone afterwards, with all its connections. */
export async function withUpstream<T>(
  behave: Behaviour,
  use: (upstream: Upstream) => Promise<T>,
): Promise<T> {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const { method = '', url: target = '', headers, socket } = request;
    const id = Number(/^\/items\/(\d+)$/.exec(target)?.[1]);
    const one = { id, method, target, host: headers.host, response, socket, request };
    asked.push(one);
    response.on('error', () => {});
    void behave(one);
  });
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.setNoDelay();
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 2048 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await use({
      url: `http://127.0.0.1:${port}`,
      asked,
      connections: () => connections,
      open: () => sockets.size,
      unanswered: () =>
        asked.filter(({ response, socket }) => !response.writableFinished && !socket.destroyed).length,
    });
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  }
}

/** Holds every request back until `count` are there, then answers them all, the last one first. */
export function together(count: number, behave: Behaviour = answerItem): Behaviour {
  const held: Asked[] = [];
  return (asked) => {
    held.push(asked);
    if (held.length >= count) for (const one of held.splice(0).reverse()) void behave(one);
  };
}
