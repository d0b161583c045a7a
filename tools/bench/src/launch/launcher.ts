import type { Meter } from '../observe/usage.ts';
import type { BenchOptions } from '../schema/options.ts';
import type { Reading } from '../schema/result.ts';

export interface LaunchSpec {
  readonly server: string;
  readonly options: BenchOptions;
  readonly workspaceRoot: string;
  /** The server's standard output and error go to this file. */
  readonly logFile: string;
  readonly signal: AbortSignal;
}

export interface RunningServer {
  readonly url: string;
  /** Spawn to the first 200 on the ready path, ms. */
  readonly coldStartMs: number;
  /** CPU and memory of everything that belongs to the server, now. */
  readonly usage: Meter;
  /** Rejects with SERVER_DIED when the server goes away by itself; never resolves. */
  readonly died: Promise<never>;
  readonly stop: () => Promise<void>;
}

/** A way to run a server. Each stands in a file of its own. */
export interface Launcher {
  readonly launch: (spec: LaunchSpec) => Promise<RunningServer>;
  /** Bytes of the image that the server runs from, unpacked. */
  readonly imageBytes: (spec: Pick<LaunchSpec, 'server' | 'options'>) => Promise<Reading>;
}
