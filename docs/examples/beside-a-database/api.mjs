import { createServer } from 'node:http';

/** Five rows as JSON: of the database beside it if there is one, else of SQLite in its own process. */
const { close, rowsOf } = await import(process.env.DATABASE_HOST ? './postgres.mjs' : './sqlite.mjs');

const queries = {
  '/health': 'SELECT 1 AS ready',
  '/planets': 'SELECT id, name, moons FROM planet ORDER BY id',
};

const server = createServer(async (request, response) => {
  const query = queries[request.url];
  if (query === undefined) return response.writeHead(404).end();
  try {
    const rows = await rowsOf(request.url, query);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(rows));
  } catch (error) {
    response.writeHead(503, { 'content-type': 'application/problem+json' });
    response.end(
      JSON.stringify({ title: 'The database gave no answer', status: 503, detail: error.message }),
    );
  }
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => server.close(close));
