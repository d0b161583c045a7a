import { address } from './address.ts';
import type { LifecycleCase } from './lifecycle-case.ts';
import { termination } from './termination.ts';

/** The contract as seen over a command that launches the server. */
export const lifecycleCases: readonly LifecycleCase[] = [...address, ...termination];
