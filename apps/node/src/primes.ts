import type { FastifyReply, FastifyRequest } from 'fastify';

import { sendJson } from './json.ts';
import { sendProblem } from './problem.ts';
import { onlyValue, splitTarget } from './target.ts';

const MAX_BELOW = 10_000_000;

/** `/primes?below=N`: how many primes p < N there are, 0 ≤ N ≤ 10,000,000. */
export function primes(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const below = parseBelow(splitTarget(request.url).query);
  if (below === undefined) return sendProblem(reply, 400);
  return sendJson(reply, { below, count: countPrimes(below) });
}

/** Exactly one `below` of decimal digits. */
export function parseBelow(query: string): number | undefined {
  const digits = onlyValue(query, 'below');
  if (digits === undefined || !/^\d+$/.test(digits)) return undefined;
  const below = Number(digits);
  return below <= MAX_BELOW ? below : undefined;
}

/** Counts the primes p < `below` by a sieve of Eratosthenes, one byte a number. */
export function countPrimes(below: number): number {
  const composite = new Uint8Array(below);
  for (let factor = 2; factor * factor < below; factor++) {
    if (composite[factor] === 1) continue;
    for (let multiple = factor * factor; multiple < below; multiple += factor) composite[multiple] = 1;
  }
  let count = 0;
  for (let number = 2; number < below; number++) {
    if (composite[number] === 0) count++;
  }
  return count;
}
