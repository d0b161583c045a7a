import { createServer } from 'node:http';

/** Takes orders as JSON, and tells how many of each kind of request it was asked. */
const asked = {};

const server = createServer(async (request, response) => {
  const kind = `${request.method} ${request.url}`;
  if (request.url === '/asked') return response.end(JSON.stringify(asked));
  if (kind === 'GET /') return response.end('ready');
  asked[kind] = (asked[kind] ?? 0) + 1;
  if (kind === 'GET /items') return response.end('[]');
  if (kind === 'GET /gone') return response.writeHead(410).end();
  if (kind !== 'POST /orders') return response.writeHead(404).end();
  let text = '';
  for await (const piece of request) text += piece;
  const isJson = request.headers['content-type'] === 'application/json';
  const isGood =
    isJson && request.headers['x-shop'] === process.env.SHOP_TOKEN && JSON.parse(text).lines?.length === 2;
  response.writeHead(isGood ? 201 : 400).end();
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => process.exit(0));
