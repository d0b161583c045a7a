import sqlite from 'node-sqlite3-wasm';
import { planets } from './planets.mjs';

/** A database of the server's own process, in its memory. */
const database = new sqlite.Database();
database.exec(planets);
const statements = new Map();

export function rowsOf(name, text) {
  if (!statements.has(name)) statements.set(name, database.prepare(text));
  return statements.get(name).all();
}
export const close = () => database.close();
