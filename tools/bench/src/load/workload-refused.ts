import { BenchError } from '../errors/bench-error.ts';
import type { Scenario } from './scenario.ts';
import { scriptText } from './script-text.ts';
import type { ReadyWorkload } from './workload.ts';

/** A script that never looks would measure the endpoint under the name of the workload. @throws WORKLOAD_UNSUPPORTED */
export function refuseByScript({ name }: ReadyWorkload, { name: scenario, file }: Scenario): void {
  if (/\bWORKLOAD\b/.test(scriptText(file))) return;
  throw new BenchError(
    'WORKLOAD_UNSUPPORTED',
    `workload "${name}": expected scenario "${scenario}" to read __ENV.WORKLOAD, found no such word in ${file}, nor in what it imports`,
    'Let the script ask by requestEndpoint of lib/endpoint.ts in the scenario folder, which does (npx nx g @wasi-bench/nx:scenario makes one), or leave the scenario or the workload out.',
  );
}

/** It calls every status from 400 on a failure, and no other. @throws WORKLOAD_UNSUPPORTED */
export function refuseByWrk({ name, requests }: ReadyWorkload): void {
  const odd = requests.flatMap(({ status }) => status).find((status) => status >= 400);
  if (odd === undefined) return;
  throw new BenchError(
    'WORKLOAD_UNSUPPORTED',
    `workload "${name}": expected statuses below 400 for the scenario "saturation", found ${odd}, which wrk calls a failure`,
    'Leave "saturation" out for this workload, or ask for a good answer.',
  );
}
