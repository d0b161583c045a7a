import type { Socket } from 'node:net';

import { ContractBreach, showBytes } from '../breach.ts';

/** Long enough for the slowest answer on a busy machine: it bounds how long a silent server is waited for. */
const PATIENCE_MS = 15_000;

/** What a socket has received and nobody has taken yet. */
export class Inbox {
  #bytes = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#wake();
    });
    const end = () => {
      this.#ended = true;
      this.#wake();
    };
    // A reset is one way of closing; whether closing was right is the case's to say.
    socket.on('error', end);
    socket.on('end', end);
    socket.on('close', end);
  }

  /** The next `length` bytes. */
  async take(length: number, what: string): Promise<Buffer> {
    await this.#until(() => this.#bytes.length >= length, what);
    return this.#cut(length, length);
  }

  /** The bytes before the next `mark`, which is dropped. */
  async takeUntil(mark: string, what: string): Promise<Buffer> {
    await this.#until(() => this.#bytes.includes(mark), what);
    const length = this.#bytes.indexOf(mark);
    return this.#cut(length, length + mark.length);
  }

  /** What the peer still sends before it closes. */
  async takeRest(): Promise<Buffer> {
    await this.#until(() => this.#ended, 'the connection to be closed');
    return this.#cut(this.#bytes.length, this.#bytes.length);
  }

  async #until(met: () => boolean, what: string): Promise<void> {
    const late = Date.now() + PATIENCE_MS;
    while (!met()) {
      if (this.#ended) {
        throw new ContractBreach('connection', what, `closed after ${showBytes(this.#bytes)}`);
      }
      const left = late - Date.now();
      if (left <= 0) {
        throw new ContractBreach('connection', what, `${showBytes(this.#bytes)} after ${PATIENCE_MS} ms`);
      }
      await this.#change(left);
    }
  }

  #change(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #cut(length: number, dropped: number): Buffer {
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(dropped);
    return taken;
  }
}
