import type { Case } from '../case.ts';
import { bundle } from './bundle.ts';
import { chunked } from './chunked.ts';
import { connections } from './connections.ts';
import { cutOff } from './cut-off.ts';
import { echo } from './echo.ts';
import { expectation } from './expectation.ts';
import { head } from './head.ts';
import { limits } from './limits.ts';
import { malformed } from './malformed.ts';
import { methods } from './methods.ts';
import { primes } from './primes.ts';
import { quote } from './quote.ts';
import { routes } from './routes.ts';
import { smuggling } from './smuggling.ts';
import { targets } from './targets.ts';

/** What a server answers to well-formed requests: the contract itself. */
export const answers: readonly Case[] = [
  ...routes,
  ...targets,
  ...methods,
  ...head,
  ...primes,
  ...echo,
  ...quote,
  ...bundle,
  ...connections,
  ...chunked,
  ...expectation,
];

/** What it does with malformed, ambiguous and oversized requests and with clients that go away: its HTTP stack. */
const hostileClients: readonly Case[] = [...malformed, ...smuggling, ...limits, ...cutOff];

/** The contract as seen over a URL, whatever runs behind it. */
export const cases: readonly Case[] = [...answers, ...hostileClients];
