import { address } from './address.ts';
import type { LifecycleCase } from './lifecycle-case.ts';
import { termination } from './termination.ts';
import { upstream } from './upstream.ts';

/** What a server makes of the service that it stands before. */
export const upstreamCases: readonly LifecycleCase[] = upstream;

/** The contract as seen over a command that launches the server. */
export const lifecycleCases: readonly LifecycleCase[] = [...address, ...termination];
