import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Gives `use` the URL of a server on a free port of loopback; it is gone afterwards, with all its connections. */
export async function withListener<T>(server: Server, use: (url: URL) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay();
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 2048 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await use(new URL(`http://127.0.0.1:${port}`));
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  }
}
