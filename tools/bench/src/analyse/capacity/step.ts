import type { CapacityStep } from '../../schema/capacity.ts';
import type { MeasuredRound } from '../../schema/round.ts';
import { serverCoresOf } from '../round-cpu.ts';

/**
 * k6 drops iterations and reads answers late well before it has a machine's last CPU: on two cores that other programs used
 * too, it did with 0.01 to 0.66 of them idle, beside servers that used 0.2 to 0.7. Half of the machine is a judgement on the
 * safe side: a capacity that it wrongly calls bounded by the generator is shown as a lower bound.
 */
const AMPLE_IDLE_SHARE = 0.5;

/** What a load at `requestsPerSecond` says about this rate. */
export function stepOf(
  { load, server, generator, machine, durationMs }: MeasuredRound,
  requestsPerSecond: number,
  p99LimitMs: number,
): CapacityStep {
  const failed = Math.max(load.failedRequests ?? 0, load.failedChecks);
  const serverCores = serverCoresOf({ server, durationMs });
  return {
    requestsPerSecond,
    verdict:
      failed > 0
        ? 'failed'
        : load.droppedIterations > 0
          ? 'dropped'
          : load.latencyMs.p99 > p99LimitMs
            ? 'slow'
            : 'held',
    p99Ms: load.latencyMs.p99,
    droppedIterations: load.droppedIterations,
    failedRequests: load.failedRequests ?? 0,
    cpuMicrosPerRequest: server.cpuMicrosPerRequest,
    serverCores,
    generatorCores: generator.cores,
    idleCores: machine.idleCores,
    generatorBound: generatorBound({ server, generator, machine, serverCores }),
  };
}

/** Pinned, the two have no CPU to take from each other, and each is measured by its own: others count against the generator. */
function generatorBound({
  server,
  generator,
  machine,
  serverCores,
}: Pick<MeasuredRound, 'server' | 'generator' | 'machine'> & { serverCores: number }): boolean {
  const others = generator.cores + machine.foreignCores;
  if (server.pinnedCpus === undefined || generator.pinnedCpus === undefined) {
    return machine.idleCores < AMPLE_IDLE_SHARE * machine.cpus && others > serverCores;
  }
  const share = others / generator.pinnedCpus;
  return share > 1 - AMPLE_IDLE_SHARE && share > serverCores / server.pinnedCpus;
}
