import pg from 'pg';

/** The database beside the server. */
const pool = new pg.Pool({
  host: process.env.DATABASE_HOST,
  port: Number(process.env.DATABASE_PORT),
  user: 'bench',
  database: 'postgres',
  max: 10,
});
// An idle connection that the database has closed: the next query says what is wrong.
pool.on('error', () => {});

// Named, so that it is parsed and planned once for each connection.
export const rowsOf = async (name, text) => (await pool.query({ name, text })).rows;
export const close = () => pool.end();
