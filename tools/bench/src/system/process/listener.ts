import { readlinkSync } from 'node:fs';
import { allPids, listProc, readProc } from './proc.ts';

/** TCP_LISTEN of include/net/tcp_states.h, as /proc/net/tcp shows it. */
const LISTENING = '0A';

/**
 * Whether one of these processes listens on a TCP port; undefined where that cannot be told, as one of them may not be
 * looked into or this network namespace has no such socket.
 */
export function listensOn(port: number, pids: readonly number[]): boolean | undefined {
  const sockets = listeningSockets(port);
  if (sockets.size === 0) return undefined;
  if (pids.some((pid) => holds(pid, sockets))) return true;
  const isHidden = (pid: number) => listProc(pid, 'fd').length === 0 && readProc(pid, 'stat') !== undefined;
  return pids.some(isHidden) ? undefined : false;
}

/** Processes that listen on a TCP port, as far as we may look. */
export function listenersOn(port: number): number[] {
  const sockets = listeningSockets(port);
  return sockets.size === 0 ? [] : allPids().filter((pid) => holds(pid, sockets));
}

/** By their inodes: the tenth field of proc_net_tcp(5), `local_address` being the second in hexadecimal, state the fourth. */
function listeningSockets(port: number): Set<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = ['tcp', 'tcp6'].flatMap((file) => (readProc(process.pid, `net/${file}`) ?? '').split('\n'));
  const inodes = lines.flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    return fields[1]?.endsWith(suffix) && fields[3] === LISTENING ? [fields[9]!] : [];
  });
  return new Set(inodes.map((inode) => `socket:[${inode}]`));
}

function holds(pid: number, sockets: ReadonlySet<string>): boolean {
  return listProc(pid, 'fd').some((fd) => {
    try {
      return sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
    } catch {
      return false;
    }
  });
}
