import type { Observation } from '../observation.ts';
import { saturatedDependency } from './dependency-limit.ts';
import { absent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'dependency-saturated';

/** What runs beside the server has run out of CPU: rate and latency are its own, and say nothing about the server. */
export function dependencySaturated(observation: Observation): Verdict {
  const { cpu, dependencies, load } = observation;
  if (cpu === undefined) return unknown(code, 'the CPU time of the dependencies while the load ran');
  if (dependencies === undefined) return absent(code, 'the server declares no dependency');
  const saturated = saturatedDependency(observation);
  if (saturated === undefined) {
    return absent(
      code,
      `beside the server ${dependencies.map(({ name, cores }) => `${name} uses ${shown(cores)} cores`).join(', ')}`,
    );
  }
  const { dependency, because } = saturated;
  const { cores, limit, throttledShare } = dependency;
  return present({
    code,
    summary: `The dependency ${because}: ${shown(load.requestsPerSecond ?? 0)} requests/s is what it can do, not what the server can.`,
    evidence: {
      dependencyCores: cores,
      ...(limit && { dependencyLimitCores: limit.cores }),
      ...(throttledShare !== undefined && { dependencyThrottledShareOfPeriods: throttledShare }),
      serverCores: cpu.serverCores,
      generatorCores: cpu.generatorCores,
      idleCores: cpu.idleCores,
      cpus: cpu.cpus,
    },
    remedy:
      `Give ${dependency.name} more CPU than the server needs of it` +
      `${limit ? ` (its "cpus", now ${limit.cores})` : ''}, or limit the server ("cpus") so that it runs out first; CPU per request of the server stays valid.`,
    invalidates: ['requestsPerSecond', 'latencyMs'],
  });
}
