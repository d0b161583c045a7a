import { createServer } from 'node:http';
import pg from 'pg';

/** Five rows of a database as JSON. */
const pool = new pg.Pool({
  host: process.env.DATABASE_HOST,
  port: Number(process.env.DATABASE_PORT),
  user: 'bench',
  database: 'postgres',
  max: 10,
});
// An idle connection that the database has closed: the next query says what is wrong.
pool.on('error', () => {});

const queries = {
  '/health': 'SELECT 1 AS ready',
  '/planets': 'SELECT id, name, moons FROM planet ORDER BY id',
};

const server = createServer(async (request, response) => {
  const query = queries[request.url];
  if (query === undefined) return response.writeHead(404).end();
  try {
    // Named, so that it is parsed and planned once for each connection.
    const { rows } = await pool.query({ name: request.url, text: query });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(rows));
  } catch (error) {
    response.writeHead(503, { 'content-type': 'application/problem+json' });
    response.end(
      JSON.stringify({ title: 'The database gave no answer', status: 503, detail: error.message }),
    );
  }
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => server.close(() => pool.end()));
