import { expect, test } from 'vitest';

import { parseHead } from './head.ts';

test('fields are found by lower-case name, and repeated ones are joined', () => {
  const { status, headers } = parseHead(
    Buffer.from('HTTP/1.1 200 OK\r\nContent-Length:  5 \r\nX-A: 1\r\nx-a: 2\r\nEmpty:'),
  );
  expect(status).toBe(200);
  expect(Object.fromEntries(headers)).toEqual({ 'content-length': '5', 'x-a': '1, 2', empty: '' });
});

test.each([
  'HTTP/1.1 20 OK',
  'HTTP/1.1  200 OK',
  'HTTP/2 200 OK',
  'HTTP/1.1 200 OK\nDate: x',
  'HTTP/1.1 200 OK\r\nno colon',
  'HTTP/1.1 200 OK\r\nName : x',
  'HTTP/1.1 200 OK\r\n folded: x',
])('%j is no head', (text) => {
  expect(() => parseHead(Buffer.from(text))).toThrow('expected');
});
