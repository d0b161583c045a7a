import { createServer } from 'node:http';

console.log('waiting for a database that never comes');
createServer((_request, response) => response.writeHead(503).end()).listen(
  Number(process.env.PORT),
  process.env.HOST,
);
