import { BenchError } from '../../errors/bench-error.ts';
import type { Account } from '../../schema/account.ts';
import type { Cgroup } from '../../system/cgroup/cgroup.ts';
import { listenersOn, listensOn } from '../../system/process/listener.ts';
import { markedPids, orphanedPids } from '../../system/process/marked.ts';
import { nameOfProcess } from '../../system/process/name.ts';
import { readProc } from '../../system/process/proc.ts';
import { type ProportionalMemory, proportionalMemory } from '../../system/process/proportional-memory.ts';
import { treeOf } from '../../system/process/tree.ts';
import { processTreeMeter } from '../../system/process/tree-meter.ts';
import type { Meter } from '../../system/usage.ts';
import { outOfMemory } from '../container-fault.ts';
import type { LaunchSpec } from '../launcher.ts';

/** How a running server is counted. */
export interface ServerAccount {
  readonly account: Account;
  readonly usage: Meter;
  readonly proportionalMemory: ProportionalMemory;
  /** What has happened to the server that makes the account incomplete; undefined as long as nothing has. */
  readonly fault: () => BenchError | undefined;
}

export interface Launched {
  readonly spec: LaunchSpec;
  readonly port: number;
  /** Of the first process. */
  readonly pid: number;
  readonly mark: string;
  readonly cgroup: Cgroup | undefined;
}

const everything: readonly string[] = [];
const ofProcesses = [
  'children that the server did not wait for (an error, where it is noticed)',
  'CPU time of ended threads and children below 10 ms a process',
];

/**
 * The account of a server that has become ready: by its cgroup, or, where it has none or has left it for another, by its
 * process tree. @throws SERVER_NOT_FOUND where the port is answered by neither
 */
export function accountOf(launched: Launched): ServerAccount {
  const { cgroup, port, pid, spec } = launched;
  const isByProcess = spec.options.account === 'process';
  if (cgroup !== undefined && !isByProcess && listensOn(port, cgroup.pids()) !== false) {
    return {
      account: { kind: 'cgroup', version: cgroup.version, cannotSee: [...everything] },
      usage: cgroup.usage,
      proportionalMemory: proportionalMemory(cgroup.pids),
      fault: () => overMemory(launched),
    };
  }
  const tree = processTreeMeter(pid);
  const orphans = watchForOrphans(launched);
  if (listensOn(port, pidsOfTree(pid)) === false) throw notFound(launched);
  return {
    account: { kind: 'process', cannotSee: ofProcesses },
    usage: () => {
      orphans.look();
      return tree.usage();
    },
    proportionalMemory: proportionalMemory(() => pidsOfTree(pid)),
    fault: () =>
      overMemory(launched) ??
      escaped(launched) ??
      orphans.fault() ??
      notWaitedFor(launched, tree.parentsOfEnded()),
  };
}

const pidsOfTree = (pid: number) => treeOf(pid).map((member) => member.pid);

function notFound({ spec, port, pid }: Launched): BenchError {
  const others = listenersOn(port).map(nameOfProcess).join(', ') || 'a process that may not be looked into';
  return new BenchError(
    'SERVER_NOT_FOUND',
    `${spec.server}: expected the server among process ${pid} and what it has started, found that port ${port} is answered by ${others}, whose CPU and memory would not be counted`,
    'Let "command" be the server itself, in the foreground, and not a client that has it started elsewhere; for a container use --launcher=docker.',
  );
}

/** Processes of the server are where only a cgroup would hold them. */
export function inBackground({ spec, pid }: Launched, others: readonly number[]): BenchError {
  const found = readProc(pid, 'stat') === undefined ? `process ${pid} has ended, and` : 'that';
  const names = others.map(nameOfProcess).join(', ');
  return new BenchError(
    'SERVER_IN_BACKGROUND',
    `${spec.server}: expected the whole server in the process tree of process ${pid}, found ${found} ${names}, which it has started, in the background, where CPU and memory would not be counted`,
    'Start it in the foreground (no "&", no daemon mode), or give it a cgroup: run the bench as root, or by systemd-run --user --scope -p Delegate=yes npx nx …',
  );
}

/** A part of the server may be gone by it while the rest goes on. */
export function overMemory({ spec, cgroup }: Launched, output = ''): BenchError | undefined {
  const isOver = spec.options.memory !== undefined && (cgroup?.oomKills() ?? 0) > 0;
  return isOver ? outOfMemory(spec, output) : undefined;
}

/** One that begins, or ends, between a look at the tree and one at all processes is out of the tree in one pair of looks alone. */
function escaped(launched: Launched): BenchError | undefined {
  const outside = () => {
    const tree = new Set(pidsOfTree(launched.pid));
    return markedPids(launched.mark, launched.pid).filter((pid) => !tree.has(pid));
  };
  const first = outside();
  if (first.length === 0) return undefined;
  const second = outside();
  const others = first.filter((pid) => second.includes(pid));
  return others.length === 0 ? undefined : inBackground(launched, others);
}

/** SIGCHLD among the ignored signals of proc_pid_status(5): the kernel then throws the times of children away (wait(2)). */
function notWaitedFor({ spec }: Launched, parents: ReadonlySet<number>): BenchError | undefined {
  const careless = [...parents].filter((pid) => {
    const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readProc(pid, 'status') ?? '')?.[1] ?? '0';
    return (BigInt(`0x${ignored}`) & SIGCHLD_BIT) !== 0n;
  });
  if (careless.length === 0) return undefined;
  return incomplete(
    `${spec.server}: expected the CPU time of ended children in their parent's counters, found that ${careless.map(nameOfProcess).join(', ')} ignores SIGCHLD, so that the kernel keeps none`,
  );
}

/** A look costs milliseconds where a machine has many processes. */
const ORPHANS_EVERY_MS = 500;

/**
 * A process whose parent has ended is in no tree, and gone before the load is over where it serves a single request. One that is
 * seen stands for all that came and went between two looks.
 */
function watchForOrphans({ spec, pid, mark }: Launched): {
  look: () => void;
  fault: () => BenchError | undefined;
} {
  let lookedAtMs = -ORPHANS_EVERY_MS;
  let seen: string | undefined;
  return {
    look: () => {
      const nowMs = performance.now();
      if (seen !== undefined || nowMs - lookedAtMs < ORPHANS_EVERY_MS) return;
      lookedAtMs = nowMs;
      const [orphan] = orphanedPids(mark, pid);
      if (orphan !== undefined) seen = nameOfProcess(orphan);
    },
    fault: () =>
      seen === undefined
        ? undefined
        : incomplete(
            `${spec.server}: expected each process of the server to end before its parent, which is told its CPU time then, found ${seen}, whose parent had ended`,
          ),
  };
}

const incomplete = (message: string) =>
  new BenchError(
    'ACCOUNT_INCOMPLETE',
    message,
    'Give the server a cgroup, which counts them: run the bench as root, or by systemd-run --user --scope -p Delegate=yes npx nx …',
  );

/** Signal 17 on every architecture that Node runs on but MIPS; bits count from 0. */
const SIGCHLD_BIT = 1n << 16n;
