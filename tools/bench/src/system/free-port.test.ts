import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { platform } from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freePort } from './free-port.ts';

const inAnotherProcess = async (candidates: readonly number[]): Promise<number> => {
  const program = `
    const { freePort } = await import(${JSON.stringify(new URL('./free-port.ts', import.meta.url).href)});
    process.stdout.write(String(await freePort(() => ${JSON.stringify(candidates)})));
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', '@swc-node/register/esm-register', '--input-type=module', '-e', program],
    { env: { ...process.env, NODE_NO_WARNINGS: '1' } },
  );
  return Number(stdout);
};

test('a port is one that no kernel gives to an outgoing connection by default', async () => {
  const port = await freePort();
  expect(port).toBeGreaterThanOrEqual(20_000);
  expect(port).toBeLessThan(30_000);
});

test('a port that something listens on is passed over', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  expect(await freePort(() => [port])).not.toBe(port);
  other.close();
});

test.runIf(platform === 'linux')(
  'a port that one bench has chosen is not chosen by another before anything listens',
  async () => {
    const port = await freePort();
    const chosen = await inAnotherProcess([port]);
    expect(chosen).toBeGreaterThan(0);
    expect(chosen).not.toBe(port);
  },
);
