import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { withListener } from '../wire/listen.ts';

/** One request that the upstream has received. */
export interface Asked {
  id: number;
  method: string;
  target: string;
  host: string | undefined;
  response: ServerResponse;
  socket: Socket;
}

/** What an upstream does with a request. */
export type Behaviour = (asked: Asked) => unknown;

/** An upstream for one case, with all that it has seen. */
export interface Upstream {
  url: string;
  asked: readonly Asked[];
  /** Connections that were ever opened. */
  connections(): number;
  /** Requests that have no answer yet, on connections that are open. */
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
  let connections = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const { method = '', url: target = '', headers, socket } = request;
    const id = Number(/^\/items\/(\d+)$/.exec(target)?.[1]);
    const one = { id, method, target, host: headers.host, response, socket };
    asked.push(one);
    response.on('error', () => {});
    void behave(one);
  });
  server.on('connection', (socket) => {
    connections++;
    socket.on('error', () => {});
  });
  return withListener(server, ({ origin }) =>
    use({
      url: origin,
      asked,
      connections: () => connections,
      unanswered: () =>
        asked.filter(({ response, socket }) => !response.writableFinished && !socket.destroyed).length,
    }),
  );
}

/** Holds every request back until `count` are there, then answers them all, the last one first. */
export function together(count: number, behave: Behaviour = answerItem): Behaviour {
  const held: Asked[] = [];
  return (asked) => {
    held.push(asked);
    if (held.length >= count) for (const one of held.splice(0).reverse()) void behave(one);
  };
}
