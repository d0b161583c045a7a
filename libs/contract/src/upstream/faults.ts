import type { Behaviour } from './upstream.ts';
import { textOf } from './upstream.ts';

const says =
  (status: number, body: string | Buffer, headers: Record<string, string> = {}): Behaviour =>
  ({ response }) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(body);
  };

/** Bytes as they are, and then the end of the connection. */
const sends =
  (bytes: (id: number) => string): Behaviour =>
  ({ id, socket }) => {
    socket.end(bytes(id));
  };

const changed =
  (change: (text: string) => string | Buffer): Behaviour =>
  (asked) =>
    says(200, change(textOf(asked.id)))(asked);

/** What an upstream can do wrong at once, each of which is a 502. */
export const faults: readonly (readonly [what: string, behave: Behaviour])[] = [
  ['answers with 500', says(500, '{}')],
  ['answers with 404', says(404, '')],
  ['answers with 201', (asked) => says(201, textOf(asked.id))(asked)],
  ['answers with 204', ({ response }) => response.writeHead(204).end()],
  ['redirects', says(302, '', { Location: '/items/99' })],
  ['answers with nothing', says(200, '')],
  ['answers with HTML', says(200, '<html></html>', { 'Content-Type': 'text/html' })],
  ['breaks its JSON off', changed((text) => text.slice(0, -1))],
  ['answers with two items', changed((text) => text + text)],
  ['answers with a list', changed((text) => `[${text}]`)],
  ['answers with a list of values', changed((text) => JSON.stringify(Object.values(JSON.parse(text))))],
  ['answers with null', changed(() => 'null')],
  ['answers with another item', changed((text) => text.replace(/"id":\d/, '"id":9'))],
  ['answers with an id that is a string', changed((text) => text.replace(/"id":(\d+)/, '"id":"$1"'))],
  ['leaves a key out', changed((text) => text.replace(/,"stock":\d/, ''))],
  ['has a key too many', changed((text) => text.replace('{', '{"colour":"red",'))],
  ['has a stock of less than nothing', changed((text) => text.replace(/"stock":\d/, '"stock":-1'))],
  ['has a stock of more than a million', changed((text) => text.replace(/"stock":\d/, '"stock":1000001'))],
  ['has a name of two lines', changed((text) => text.replace('Item', 'Item\\n'))],
  ['has a name with half a character', changed((text) => text.replace('Item', '\\ud800'))],
  ['has a name that is no UTF-8', changed((text) => Buffer.from(text.replace('Item', '\xe9'), 'latin1'))],
  ['has a name of 61 characters', changed((text) => text.replace('Item', 'x'.repeat(61)))],
  ['sends a byte more than 16 KiB', changed((text) => text.padEnd(16_385))],
  [
    'sends without end',
    ({ response }) => {
      response.writeHead(200);
      const more = () => {
        if (!response.destroyed) response.write(' '.repeat(4_096), () => setTimeout(more, 1));
      };
      more();
    },
  ],
  [
    'announces a terabyte',
    ({ response }) =>
      response.writeHead(200, { 'Content-Length': '1099511627776' }).write(' '.repeat(20_000)),
  ],
  [
    'sends a head of a megabyte',
    ({ id, socket }) => {
      socket.write(
        `HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(1_048_576)}\r\nContent-Length: ${textOf(id).length}\r\n\r\n`,
      );
      socket.end(textOf(id));
    },
  ],
  ['closes at once', ({ socket }) => socket.destroy()],
  ['closes with a reset', ({ socket }) => socket.resetAndDestroy()],
  ['closes in the head', sends(() => 'HTTP/1.1 200 OK\r\nContent-')],
  ['closes before the body', sends(() => 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n')],
  [
    'closes in the body',
    sends(
      (id) => `HTTP/1.1 200 OK\r\nContent-Length: ${textOf(id).length}\r\n\r\n${textOf(id).slice(0, -1)}`,
    ),
  ],
  [
    'closes after the item, of which more was announced',
    sends((id) => `HTTP/1.1 200 OK\r\nContent-Length: ${textOf(id).length + 1}\r\n\r\n${textOf(id)}`),
  ],
  [
    'closes in a chunk',
    sends((id) => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n${textOf(id)}`),
  ],
  [
    'closes before the last chunk',
    sends((id) => {
      const text = textOf(id);
      return `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${text.length.toString(16)}\r\n${text}\r\n`;
    }),
  ],
  ['speaks no HTTP', sends(() => 'SSH-2.0-OpenSSH_9.9\r\n')],
];

/** What an upstream can do too slowly, each of which is a 504. */
export const delays: readonly (readonly [what: string, behave: Behaviour])[] = [
  ['never answers', () => {}],
  ['sends no more than the head', ({ response }) => response.writeHead(200).flushHeaders()],
  ['sends no more than half of the head', ({ socket }) => void socket.write('HTTP/1.1 200 OK\r\nContent-')],
  [
    'sends no more than half of the body',
    ({ id, response }) => {
      response.writeHead(200, { 'Content-Length': String(textOf(id).length) });
      response.write(textOf(id).slice(0, 9));
    },
  ],
  [
    'sends a byte every 100 ms',
    ({ id, response }) => {
      response.writeHead(200, { 'Content-Length': String(textOf(id).length) });
      const timer = setInterval(() => response.write(' '), 100);
      response.on('close', () => clearInterval(timer));
    },
  ],
];
