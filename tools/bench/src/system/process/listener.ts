import { readlinkSync } from 'node:fs';
import { allPids, listProc, readProc } from './proc.ts';

/** Of include/net/tcp_states.h, as /proc/net/tcp shows them. */
const STATES: Readonly<Record<string, string>> = {
  '01': 'ESTABLISHED',
  '02': 'SYN_SENT',
  '03': 'SYN_RECV',
  '04': 'FIN_WAIT1',
  '05': 'FIN_WAIT2',
  '06': 'TIME_WAIT',
  '07': 'CLOSE',
  '08': 'CLOSE_WAIT',
  '09': 'LAST_ACK',
  '0A': 'LISTEN',
  '0B': 'CLOSING',
  '0C': 'NEW_SYN_RECV',
};

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

/** States of the TCP sockets whose local port this is, such as `TIME_WAIT`; undefined where the system does not tell. */
export function socketStatesOn(port: number): string[] | undefined {
  if (readProc(process.pid, 'net/tcp') === undefined) return undefined;
  return socketsOn(port).map(({ state }) => state);
}

function listeningSockets(port: number): Set<string> {
  const listening = socketsOn(port).filter(({ state }) => state === 'LISTEN');
  return new Set(listening.map(({ inode }) => `socket:[${inode}]`));
}

/** proc_net_tcp(5): the second field is `local_address` in hexadecimal, the fourth the state, the tenth the inode. */
function socketsOn(port: number): { state: string; inode: string }[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = ['tcp', 'tcp6'].flatMap((file) => (readProc(process.pid, `net/${file}`) ?? '').split('\n'));
  return lines.flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    return fields[1]?.endsWith(suffix)
      ? [{ state: STATES[fields[3]!] ?? fields[3]!, inode: fields[9]! }]
      : [];
  });
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
