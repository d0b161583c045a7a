import { connect, createServer } from 'node:net';

import type { Target } from '../case.ts';
import { withListener } from '../wire/listen.ts';

/** Gets the text (latin1) of what a server sent at once and of what it was last sent; returns what goes on. */
export type Mutation = (response: string, request: string) => string;

/** Puts a TCP proxy in front of a server that changes its answers on their way; it is closed afterwards. */
export async function withProxy<T>(
  target: Target,
  mutate: Mutation,
  use: (proxied: Target) => Promise<T>,
): Promise<T> {
  const proxy = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ host: target.url.hostname, port: Number(target.url.port), allowHalfOpen: true });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.setNoDelay();
      socket.on('end', () => other.end());
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroySoon());
    }
    let request = '';
    client.on('data', (chunk: Buffer) => {
      request = chunk.toString('latin1');
      server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => {
      client.write(Buffer.from(mutate(chunk.toString('latin1'), request), 'latin1'));
    });
  });
  return withListener(proxy, (url) => use({ url }));
}
