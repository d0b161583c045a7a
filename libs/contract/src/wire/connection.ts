import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { ContractBreach } from '../breach.ts';
import type { Target } from '../case.ts';
import { type Head, parseHead } from './head.ts';
import { Inbox } from './inbox.ts';

export interface Response extends Head {
  body: Buffer;
}

/** One TCP connection to a server, on which every byte is the case's own. */
export class Connection {
  readonly #socket: Socket;
  readonly #inbox: Inbox;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#inbox = new Inbox(socket);
  }

  static async open({ url }: Target): Promise<Connection> {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const socket = connect({ host, port: Number(url.port || 80), noDelay: true, allowHalfOpen: true });
    const connection = new Connection(socket);
    await once(socket, 'connect');
    return connection;
  }

  send(bytes: Buffer | string): void {
    this.#socket.write(bytes);
  }

  /** Goes away at once, in the middle of whatever is under way. */
  drop(): void {
    this.#socket.destroy();
  }

  /** The next head, `100 Continue` included. */
  async head(): Promise<Head> {
    return parseHead(await this.#inbox.takeUntil('\r\n\r\n', 'the head of a response'));
  }

  /** The next response that is final; one to `HEAD` has no body whatever its `Content-Length` (RFC 9112, 6.3). */
  async response(method = 'GET'): Promise<Response> {
    let head = await this.head();
    while (head.status < 200) head = await this.head();
    const length = head.headers.get('content-length') ?? 'none';
    if (!/^\d+$/.test(length)) throw new ContractBreach('Content-Length', 'a number', length);
    const body =
      method === 'HEAD' ? Buffer.alloc(0) : await this.#inbox.take(Number(length), `${length} bytes of body`);
    return { ...head, body };
  }

  /** Everything up to the server's closing of the connection. */
  rest(): Promise<Buffer> {
    return this.#inbox.takeRest();
  }
}

/** Gives `use` a connection that is gone afterwards. */
export async function withConnection<T>(
  target: Target,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await Connection.open(target);
  try {
    return await use(connection);
  } finally {
    connection.drop();
  }
}
