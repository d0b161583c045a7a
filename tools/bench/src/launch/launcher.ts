import type { BenchError } from '../errors/bench-error.ts';
import type { Account } from '../schema/account.ts';
import type { BenchOptions } from '../schema/options.ts';
import type { Container, Reading } from '../schema/result.ts';
import type { Throttling } from '../schema/round.ts';
import type { ProportionalMemory } from '../system/process/proportional-memory.ts';
import type { Meter } from '../system/usage.ts';
import type { Cluster } from './kubernetes/connection.ts';

export interface LaunchSpec {
  readonly server: string;
  /** Absent: the server itself. */
  readonly role?: 'dependency';
  readonly options: BenchOptions;
  readonly workspaceRoot: string;
  /** Folder that the command starts in, and its paths start at; absent: the workspace root. */
  readonly root?: string;
  /** The only CPUs that the server may use, as a list such as `2-3`; absent where it is not pinned. */
  readonly pinnedTo?: string;
  /** The server's standard output and error go to this file. */
  readonly logFile: string;
  readonly signal: AbortSignal;
  /**
   * Waits in the place of the request of the options until it can be used. @returns when, by `performance.now()`; rejects when it
   * could not in time
   */
  readonly waitUntilReady?: (at: { timeoutMs: number; signal: AbortSignal }) => Promise<number>;
  /** Told what the launch waits for. */
  readonly onNote?: ((line: string) => void) | undefined;
}

/** Counters that are kept elsewhere, and take time to be read; moments are of `performance.now()`. */
export interface RemoteCounters {
  /** Waits for counters of now, from which a load is counted. @throws ACCOUNT_STALE, CLUSTER_LOST */
  readonly settle: () => Promise<void>;
  /**
   * CPU time of the server at each moment, µs; waits for counters of the last of them, or later.
   * @param within where what happens between two readings matters; absent where the first and the last moment are all that counts
   * @throws ACCOUNT_STALE, CLUSTER_LOST, and what has become of the server
   */
  readonly cpuMicrosAt: (
    moments: readonly number[],
    within?: { readonly fromMs: number; readonly toMs: number },
  ) => Promise<number[]>;
}

/** A server in a cluster of Kubernetes. */
export interface ServerInCluster {
  readonly cluster: Cluster;
  /** Of this run alone; it goes at the run's end, with all that is in it. */
  readonly namespace: string;
  /** Of its Service, by its name, for a cluster that resolves names. */
  readonly url: string;
  /** The Service's address, without port: also where nothing resolves names. */
  readonly address: string;
}

export interface RunningServer {
  readonly url: string;
  /** Spawn to the first 200 on the ready path, ms. */
  readonly coldStartMs: number;
  /** How CPU and memory are counted. */
  readonly account: Account;
  /** What has made the account incomplete since the launch; undefined as long as nothing has. */
  readonly accountFault?: () => BenchError | undefined;
  /** CPU and memory of everything that belongs to the server, now. */
  readonly usage: Meter;
  /** Where the account is kept elsewhere, and `usage` tells the last that was heard of it. */
  readonly remote?: RemoteCounters;
  /** The memory of it in which shared pages count once. */
  readonly proportionalMemory: ProportionalMemory;
  /** Memory of its cgroup that no file backs, bytes, where the launcher has a cgroup; undefined if it is not counted. */
  readonly anonymousBytes?: () => number | undefined;
  /** Of the CPU quota, since the launch, where the launcher can set one. */
  readonly throttling?: () => Throttling;
  /**
   * Changes the CPU quota of a server that was launched under one, in cores; undefined lifts it. Its period stays. Absent
   * where the options set none.
   */
  readonly setCpuLimit?: (cpus: number | undefined) => Promise<void>;
  /** Where it runs in a cluster: what a generator there needs. */
  readonly inCluster?: ServerInCluster;
  /** Rejects with SERVER_DIED when the server goes away by itself; never resolves. */
  readonly died: Promise<never>;
  readonly stop: () => Promise<void>;
}

/** What the server runs from. */
export interface Description {
  /** Bytes of the image, unpacked. */
  readonly imageBytes: Reading;
  /** The same through gzip. */
  readonly imageCompressedBytes?: Reading;
  readonly container?: Container;
}

/** A way to run a server. Each stands in a file of its own. */
export interface Launcher {
  readonly launch: (spec: LaunchSpec) => Promise<RunningServer>;
  /**
   * Whether the limits of the options, and the account that they ask for, can be had here, as far as that can be told before
   * anything is started. @throws LIMIT_UNSUPPORTED, CGROUP_UNAVAILABLE
   */
  readonly checkLimits: (spec: Pick<LaunchSpec, 'server' | 'options' | 'workspaceRoot'>) => Promise<void>;
  /** What a result says of it; never rejects. */
  readonly describe: (spec: Pick<LaunchSpec, 'server' | 'options' | 'workspaceRoot'>) => Promise<Description>;
  /**
   * Whatever runs the server and what that runs, where the inputs of its task do not hold them: a part of the key under
   * which Nx caches the result. The options are not checked yet; never rejects.
   */
  readonly runsFrom: (options: Partial<BenchOptions>, workspaceRoot: string) => Promise<string[]>;
  /** Removes what the launches of one run share; after the last of them. */
  readonly endRun?: () => Promise<void>;
  /** Ends what killed runs on this machine have left running, whichever workspace they came from. @returns each by name, such as `pid 17` */
  readonly removeLeftovers: (workspaceRoot: string) => Promise<string[]>;
}
