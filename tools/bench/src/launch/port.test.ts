import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { platform } from 'node:process';
import { afterEach, expect, test } from 'vitest';
import { benchOptionsSchema } from '../schema/options.ts';
import { choosePort } from './port.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listening(onSocket: (socket: Socket) => void = () => {}): Promise<number> {
  const server = createServer({ allowHalfOpen: false }, onSocket).listen(0, '127.0.0.1');
  open.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

/** A connection to a server of ours; its own port is held without SO_REUSEADDR. */
async function connected(): Promise<Socket> {
  const client = connect(await listening((socket) => socket.on('error', () => {}).resume()), '127.0.0.1');
  await new Promise((resolve) => client.once('connect', resolve));
  return client;
}

const choose = (port: number | undefined, longestWaitMs?: number, notes: string[] = []) =>
  choosePort(
    {
      server: 'one',
      options: benchOptionsSchema.parse({ command: ['true'], readyPath: '/', port }),
      signal: new AbortController().signal,
      onNote: (line) => notes.push(line),
    },
    longestWaitMs,
  );

test('a free port is taken at once, with the connections of a server that sets SO_REUSEADDR', async () => {
  expect(await choose(undefined)).toBeGreaterThan(0);
  const port = await listening((socket) => socket.end());
  const client = connect(port, '127.0.0.1').resume();
  await new Promise((resolve) => client.once('close', resolve));
  await new Promise((resolve) => open.pop()!.close(resolve));
  const notes: string[] = [];
  expect(await choose(port, undefined, notes)).toBe(port);
  expect(notes).toEqual([]);
});

test('a port on which another program listens is refused at once, with its name where that can be seen', async () => {
  const port = await listening();
  await expect(choose(port)).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringMatching(
      platform === 'linux'
        ? new RegExp(`"port" is ${port}, and another program listens there: process ${process.pid} \\(`)
        : /another program listens there/,
    ),
  });
});

test.runIf(platform === 'linux')(
  'a port that an ended connection holds is not said to be listened on',
  async () => {
    const client = await connected();
    const port = client.localPort!;
    client.end();
    await new Promise((resolve) => client.once('close', resolve));
    const notes: string[] = [];
    await expect(choose(port, 300, notes)).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringMatching(
        /where nothing listens, but connections in TIME_WAIT still held it after 0.3 s/,
      ),
    });
    expect(notes).toEqual([expect.stringMatching(/held by connections in TIME_WAIT; waiting/)]);
  },
);

test.runIf(platform === 'linux')('a port is waited for while connections of before hold it', async () => {
  const client = await connected();
  const port = client.localPort!;
  const notes: string[] = [];
  const chosen = choose(port, 30_000, notes);
  await expect.poll(() => notes).toEqual([expect.stringMatching(/held by connections in ESTABLISHED/)]);
  client.resetAndDestroy();
  expect(await chosen).toBe(port);
});
