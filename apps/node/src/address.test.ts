import { expect, test } from 'vitest';

import { listenAddress } from './address.ts';

test('loopback and 8080 are the defaults, also where a variable is empty', () => {
  expect(listenAddress({})).toEqual({ host: '127.0.0.1', port: 8080 });
  expect(listenAddress({ HOST: '', PORT: '' })).toEqual({ host: '127.0.0.1', port: 8080 });
  expect(listenAddress({ HOST: '::1', PORT: '0' })).toEqual({ host: '::1', port: 0 });
});

test.each(['http', '-1', '65536', '80 ', '1e3'])('PORT=%j is an error that names it', (port) => {
  expect(() => listenAddress({ PORT: port })).toThrow(
    `LISTEN_PORT_INVALID: PORT must be a whole number from 0 to 65535, found "${port}"`,
  );
});
