import { join } from 'node:path';
import { type Address, withAddresses } from '../launch/dependency/addresses.ts';
import { type RunningDependency, startDependency } from '../launch/dependency/start-dependency.ts';
import type { PlannedServer } from '../plan/plan.ts';
import type { Dependency } from '../schema/dependency.ts';
import type { BenchOptions } from '../schema/options.ts';
import { type LogWatch, watchLog } from '../system/log-file.ts';
import type { Meter } from '../system/usage.ts';

/** What runs beside one launch of a server. */
export interface Beside {
  /** In the order of the declaration. */
  readonly dependencies: readonly RunningDependency[];
  /** The server's, which tell it where they listen. */
  readonly options: BenchOptions;
  /** Of dependencies that run on for other servers: they are nobody's, and no noise. */
  readonly idleOnes: readonly Meter[];
  /** Rejects with DEPENDENCY_DIED when one of them goes away by itself; never resolves. */
  readonly died: Promise<never>;
  /** Why one of them is not running any more; undefined as long as all are. */
  readonly ended: () => unknown;
  /** Stops those that do not run on, the last one first. */
  readonly stop: () => Promise<void>;
}

/** Of one launch. */
interface Place {
  /** Of the logs. */
  readonly folder: string;
  /** Of the logs' names: `round-1`. */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly onNote?: (line: string) => void;
}

export interface Dependencies {
  /** Starts, or resets, what a server declares. What was started is stopped when not all of it can be. */
  readonly startFor: (server: PlannedServer, place: Place) => Promise<Beside>;
  /** Stops those that run on. */
  readonly stopAll: () => Promise<void>;
}

interface Started {
  readonly running: RunningDependency;
  readonly log: LogWatch;
}

/**
 * The dependencies of a run. One that is not restarted for each launch runs on until the run ends, and servers that declare the
 * same one have it together.
 */
export function dependenciesOf({ workspaceRoot }: { workspaceRoot: string }): Dependencies {
  const kept = new Map<string, Started>();

  const start = async (server: PlannedServer, dependency: Dependency, beside: Address[], place: Place) => {
    const logFile = join(place.folder, `${dependency.name}-${place.name}.log`);
    const log = watchLog(logFile);
    try {
      const running = await startDependency({
        server: server.server,
        dependency,
        beside,
        options: server.options,
        workspaceRoot,
        ...(server.root !== undefined && { root: server.root }),
        logFile,
        signal: place.signal,
        onNote: place.onNote,
      });
      return { running, log };
    } catch (error) {
      log.end();
      throw error;
    }
  };

  return {
    startFor: async (server, place) => {
      const { options } = server;
      const dependencies: RunningDependency[] = [];
      const own: Started[] = [];
      const stop = async () => {
        for (const started of own.splice(0).reverse()) await stopped(started);
      };
      try {
        for (const dependency of options.dependencies) {
          const runsOn = dependency.reset !== 'restart';
          const earlier = dependencies.map(addressOf);
          const key = JSON.stringify([dependency, server.root, options.account, earlier]);
          const started = kept.get(key) ?? (await start(server, dependency, earlier, place));
          if (runsOn) kept.set(key, started);
          else own.push(started);
          const gone = started.running.ended();
          if (gone !== undefined) throw gone;
          dependencies.push(started.running);
          await started.running.reset(place.signal);
        }
      } catch (error) {
        await stop();
        throw error;
      }
      // Of none, it never settles.
      const died = Promise.race(dependencies.map((dependency) => dependency.died));
      died.catch(() => {});
      return {
        dependencies,
        options: withAddresses(options, dependencies),
        idleOnes: [...kept.values()]
          .map(({ running }) => running)
          .filter((running) => !dependencies.includes(running))
          .map(({ usage }) => usage),
        died,
        ended: () =>
          dependencies.map((dependency) => dependency.ended()).find((error) => error !== undefined),
        stop,
      };
    },
    stopAll: async () => {
      const all = [...kept.values()].reverse();
      kept.clear();
      for (const started of all) await stopped(started);
    },
  };
}

async function stopped({ running, log }: Started): Promise<void> {
  try {
    await running.stop();
  } finally {
    log.end();
  }
}

const addressOf = ({ name, host, port }: Address): Address => ({ name, host, port });
