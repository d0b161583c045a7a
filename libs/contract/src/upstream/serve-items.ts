import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { textOf } from './upstream.ts';

/** A good upstream that goes on: it answers `GET /items/<id>` after `latencyMs`, and anything else with 404. */
export function itemServer(latencyMs: number): Server {
  return createServer({ keepAliveTimeout: 60_000 }, async ({ method, url = '' }, response) => {
    const id = /^\/items\/(\d+)$/.exec(url)?.[1];
    if (method !== 'GET' || id === undefined) {
      response.writeHead(404).end();
      return;
    }
    await sleep(latencyMs);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(textOf(Number(id)));
  });
}
