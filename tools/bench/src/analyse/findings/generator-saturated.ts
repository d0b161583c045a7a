import { median } from 'simple-statistics';
import type { Observation, ObservedCpu } from '../observation.ts';
import { generatorMicrosPerRequest } from '../round-cpu.ts';
import { saturatedDependency } from './dependency-limit.ts';
import { runnersAtTheirLimit, usesAllItCan } from './generator-limit.ts';
import { atItsQuota } from './server-limit.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'generator-saturated';

/**
 * Grafana's guide (k6 documentation, "Running large tests") asks for 20 % of idle CPU on the generator's machine,
 * as k6 measures longer response times than there are when it has to wait for a CPU itself. With server and
 * generator on one machine the server takes idle CPU too, so half of it: 0.01 to 0.05 was idle in fifteen rounds on
 * two cores under 50 VUs.
 */
const IDLE_SHARE = 0.1;
/** Of the CPU in use. Above it the generator, not the server, is what the machine is out of. */
const GENERATOR_SHARE = 0.5;

/** The generator takes the machine, or all that it can use of it: the rate is its own ceiling and latency holds its own queue. */
export function generatorSaturated(observation: Observation): Verdict {
  const { generator, cpu, load, options, rounds } = observation;
  if (!cpu) return unknown(code, 'the CPU time of generator and machine while the load ran');
  const searches = rounds.flatMap(({ capacity }) => capacity ?? []);
  const ended = searches.flatMap(({ outcome }) => (outcome.state === 'generator-bound' ? [outcome] : []));
  if (ended.length > 0) return endedByGenerator(ended, searches.length, cpu);
  const atLimit = runnersAtTheirLimit(cpu);
  if (atLimit.length > 0) return runnersSaturated(atLimit, cpu);
  const limited = atItsQuota(observation);
  if (limited) return absent(code, `${limited.because}: it has run out before the generator`);
  const saturated = saturatedDependency(observation);
  if (saturated) return absent(code, `the dependency ${saturated.because}`);
  const beside = (observation.dependencies ?? []).reduce((sum, { cores }) => sum + cores, 0);
  const busy = cpu.serverCores + beside + cpu.generatorCores + cpu.foreignCores;
  const share = busy > 0 ? cpu.generatorCores / busy : 0;
  const { generatorMostCores } = cpu;
  const atItsLimit = usesAllItCan(cpu);
  if (!atItsLimit && cpu.idleCores > IDLE_SHARE * cpu.cpus) {
    return absent(code, `${shown(cpu.idleCores)} of ${cpu.cpus} cores are idle`);
  }
  if (!atItsLimit && share < GENERATOR_SHARE) {
    return absent(code, `the generator uses ${percent(share)} of the CPU in use`);
  }
  const microsPerRequest =
    rounds.length > 0 ? median(rounds.map((round) => generatorMicrosPerRequest(round))) : undefined;
  return present({
    code,
    summary:
      `${generator} uses ${shown(cpu.generatorCores)} of ${atItsLimit ? `the ${generatorMostCores} that it can use` : cpu.cpus} cores and the server ${shown(cpu.serverCores)}; ` +
      `${shown(cpu.idleCores)} are idle: ${load.requestsPerSecond ? `${shown(load.requestsPerSecond)} requests/s` : 'the rate'} is ` +
      `${generator}'s ceiling, not the server's.`,
    evidence: {
      generatorCores: cpu.generatorCores,
      serverCores: cpu.serverCores,
      idleCores: cpu.idleCores,
      cpus: cpu.cpus,
      generatorShareOfBusyCpu: share,
      ...(atItsLimit && generatorMostCores !== undefined && { generatorMostCores }),
      ...(microsPerRequest !== undefined && { generatorMicrosPerRequest: microsPerRequest }),
    },
    remedy:
      'Compare CPU time per request, which stays valid; take latency from the open scenario at a rate below saturation' +
      (options.rate === undefined ? '' : ` (rate, now ${options.rate})`) +
      '; for requests/s run the generator on more cores than the server has.',
    invalidates: ['requestsPerSecond', 'latencyMs', ...(searches.length > 0 ? (['capacity'] as const) : [])],
  });
}

/** Runners with limits of their own are out of CPU, one by one: whatever else idles, they cannot use it. */
function runnersSaturated(atLimit: ReturnType<typeof runnersAtTheirLimit>, cpu: ObservedCpu): Verdict {
  const runners = cpu.limitedRunners!.length;
  const [first] = atLimit;
  return present({
    code,
    summary:
      `${atLimit.map(({ runner, cores, limitCores }) => `Runner ${runner} of ${runners} uses ${shown(cores)} of the ${shown(limitCores)} cores of its limit`).join('; ')}: ` +
      'the rate is their ceiling, and latency holds their own waiting for a CPU.',
    evidence: {
      runnersAtTheirLimit: atLimit.length,
      runners,
      runnerCores: first!.cores,
      runnerLimitCores: first!.limitCores,
      serverCores: cpu.serverCores,
    },
    remedy: `Give the runners more CPU ("runnerCpus"), or take more of them (runners, now ${runners}).`,
    invalidates: ['requestsPerSecond', 'latencyMs'],
  });
}

/** A search of the capacity came to a rate that the generator, not the server, could not keep. */
function endedByGenerator(
  ended: { atLeast: number; exceededAt: number }[],
  searches: number,
  cpu: ObservedCpu,
): Verdict {
  const atLeast = median(ended.map((outcome) => outcome.atLeast));
  const exceededAt = median(ended.map((outcome) => outcome.exceededAt));
  return present({
    code,
    summary:
      `In ${ended.length} of ${searches} searches k6 used more CPU than the server where the rate was too high, ` +
      `${shown(exceededAt)} requests/s, with little idle: the server's capacity is ${shown(atLeast)} requests/s or more.`,
    evidence: {
      searchesEndedByGenerator: ended.length,
      searches,
      atLeastRequestsPerSecond: atLeast,
      exceededAtRequestsPerSecond: exceededAt,
      generatorCores: cpu.generatorCores,
      serverCores: cpu.serverCores,
      idleCores: cpu.idleCores,
      cpus: cpu.cpus,
    },
    remedy:
      'Compare CPU time per request, which stays valid; for the capacity run the generator on more cores than the server has.',
    invalidates: ['requestsPerSecond', 'capacity'],
  });
}
