import { expect, test } from 'vitest';
import { hostAndPort } from './host-and-port.ts';

test.each([
  ['10.0.0.1', '10.0.0.1:8080'],
  ['fd00:10:96::a', '[fd00:10:96::a]:8080'],
])('the address %s in a URL is %s', (host, text) => {
  expect(hostAndPort(host, 8080)).toBe(text);
  expect(new URL(`http://${text}`).port).toBe('8080');
});
