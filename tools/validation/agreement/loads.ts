import { gotCheaper } from '../../bench/src/analyse/level.ts';
import { findLoads, type Load } from '../../bench/src/load/find-loads.ts';
import { type LoadSpec, loadOnce } from '../../bench/src/run/load-once.ts';
import { leadInAfter, measureLoad } from '../../bench/src/run/measure-load.ts';
import { warmUpsOf } from '../../bench/src/run/warm-up.ts';
import type { MeasuredRound } from '../../bench/src/schema/round.ts';
import { allowedCpus } from '../../bench/src/system/allowed-cpus.ts';
import { limitedServer, reference } from './servers.ts';

/** One way to load a server. */
export interface AgreementLoad {
  readonly name: string;
  readonly run: (spec: LoadSpec, base: string) => Promise<MeasuredRound>;
}

/** The load of the configuration `pod` with its warm-up; what the others are compared with. */
export const podLoad: AgreementLoad = { name: 'k6', run: (spec) => measureLoad(spec) };

/** wrk counts its requests at its end alone. A compiler has work again with each new connection, and within 0.1 cores that takes seconds. */
export const wrkSeconds = { compiled: { opening: 2, whole: 7 }, compiling: { opening: 12, whole: 17 } };

/** Other ways, of a server that is warm. */
export async function otherLoads(workspaceRoot: string): Promise<AgreementLoad[]> {
  const half = halfOfTheCpus();
  const { options } = limitedServer(reference, 'process', workspaceRoot);
  const [wrk] = await findLoads({ ...options, scenarios: ['saturation'] }, workspaceRoot);
  return [
    ...(half === undefined ? [] : [{ name: 'k6 with half of the CPUs', run: loadPinnedTo(half) }]),
    { name: 'wrk', run: loadByWrk(wrk!) },
  ];
}

/** Half of the CPUs that we may use, as a list; undefined where there is but one. */
function halfOfTheCpus(): string | undefined {
  const cpus = allowedCpus();
  return cpus.length < 2 ? undefined : cpus.slice(0, Math.floor(cpus.length / 2)).join(',');
}

function loadPinnedTo(generatorCpus: string): AgreementLoad['run'] {
  return (spec, base) => {
    const { round } = spec;
    const pinning = {
      state: 'pinned',
      serverCpus: allowedCpus().join(','),
      generatorCpus,
      because: { code: 'option' },
    } as const;
    const { options } = round.server;
    const leadInMs = leadInAfter(warmUpsOf(spec.before, spec.scenario.name), options);
    const pinned = { ...spec, round: { ...round, server: { ...round.server, pinning } } };
    return loadOnce(pinned, { duration: options.duration, leadInMs, rate: options.rate, base });
  };
}

/**
 * A short run taken off a long one: what is left has no new connections in it, as the load by k6 has none after its lead-in. Before
 * them a server with a compiler at work gets as much time with requests of wrk's as it needed with those of k6's, which have other headers.
 */
function loadByWrk(wrk: Load): AgreementLoad['run'] {
  return async (spec, base) => {
    const run = (seconds: number) =>
      loadOnce({ ...spec, scenario: wrk }, { duration: `${seconds}s`, rate: 1, base: `${base}-${seconds}s` });
    const slowestMs = Math.max(
      0,
      ...warmUpsOf(spec.before, spec.scenario.name).flatMap((warm) =>
        warm.state === 'level' && gotCheaper(warm) ? [warm.fullSpeedMs] : [],
      ),
    );
    if (slowestMs > 0) await run(Math.ceil(slowestMs / 1000));
    const seconds = wrkSeconds[slowestMs > 0 ? 'compiling' : 'compiled'];
    const opening = await run(seconds.opening);
    const whole = await run(seconds.whole);
    const requests = whole.load.requests - opening.load.requests;
    const cpuMicros = whole.server.cpuMicros - opening.server.cpuMicros;
    const loadMs = whole.durationMs - opening.durationMs;
    return {
      ...whole,
      durationMs: loadMs,
      load: { ...whole.load, requests, requestsPerSecond: (requests / loadMs) * 1000 },
      server: { ...whole.server, cpuMicros, cpuMicrosPerRequest: cpuMicros / requests },
    };
  };
}
