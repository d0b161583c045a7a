import { ContractBreach } from '../breach.ts';
import { expectAlive } from '../expect.ts';
import { expectExit } from './expect-ending.ts';
import type { LifecycleCase } from './lifecycle-case.ts';
import { launch, type Program, withServer } from './program.ts';
import { refused } from './refused.ts';

/** Where a server listens, and what it says where it cannot. */
export const address: LifecycleCase[] = [
  {
    name: 'HOST and PORT say where it listens, and one line on standard output repeats it',
    run: async (program) => {
      const port = await withServer(program, {}, async ({ url }) => url.port);
      await withServer(program, { HOST: '0.0.0.0', PORT: port }, async (server) => {
        await expectAlive({ url: new URL(`http://127.0.0.1:${port}`) });
        await expectAlive({ url: new URL(`http://127.0.0.1:${port}`) });
        expectOutput(server.stdout(), `listening on http://0.0.0.0:${port}\n`);
      });
    },
  },
  {
    name: 'without HOST only 127.0.0.1 is listened on',
    run: (program) =>
      withServer(program, {}, async (server) => {
        await expectAlive({ url: new URL(`http://127.0.0.1:${server.url.port}`) });
        // Loopback is a whole network on Linux; elsewhere this address has no listener either.
        await refused({ url: new URL(`http://127.0.0.2:${server.url.port}`) });
        expectOutput(server.stdout(), `listening on http://127.0.0.1:${server.url.port}\n`);
      }),
  },
  {
    name: 'a port in use ends it with exit code 1 and the remedy, and the first server serves on',
    run: (program) =>
      withServer(program, {}, async (server) => {
        const taken = `127.0.0.1:${server.url.port}`;
        await expectRefusalToStart(program, server.url.port, 'LISTEN_ADDRESS_IN_USE', taken);
        await expectAlive(server);
      }),
  },
  ...['http', '-1', '65536', '80x'].map((port) => ({
    name: `PORT=${port} ends it with exit code 1 and the reason`,
    run: (program: Program) => expectRefusalToStart(program, port, 'LISTEN_PORT_INVALID', port),
  })),
];

async function expectRefusalToStart(program: Program, port: string, code: string, named: string) {
  const running = launch(program, { PORT: port });
  try {
    const stderr = await expectExit(running, 1);
    if (!stderr.startsWith(`${code}: `) || !stderr.includes(named) || stderr.includes('\n')) {
      throw new ContractBreach('standard error', `one line "${code}: …${named}…"`, JSON.stringify(stderr));
    }
  } finally {
    running.signal('SIGKILL');
    await running.ended;
  }
}

function expectOutput(found: string, expected: string): void {
  if (found !== expected) {
    throw new ContractBreach('standard output', JSON.stringify(expected), JSON.stringify(found));
  }
}
