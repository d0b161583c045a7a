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

/**
 * Where these processes listen, as far as we may look, sorted: by TCP, such as `127.0.0.1:8080` and `[::]:8080`; where that is nowhere,
 * by UNIX sockets, such as `unix:/run/app.sock`.
 */
export function addressesOf(pids: readonly number[]): string[] {
  const isHeld = ({ inode }: { inode: string }) => {
    const sockets = new Set([`socket:[${inode}]`]);
    return pids.some((pid) => holds(pid, sockets));
  };
  const byTcp = allSockets().filter((socket) => socket.state === 'LISTEN' && isHeld(socket));
  const found =
    byTcp.length > 0
      ? byTcp.map(({ host, port }) => `${host}:${port}`)
      : listeningUnixSockets()
          .filter(isHeld)
          .map(({ path }) => `unix:${path}`);
  return [...new Set(found)].sort();
}

/** proc_net(5), `unix`: the fourth field has the flag __SO_ACCEPTCON, the seventh is the inode, the eighth the path. */
function listeningUnixSockets(): { path: string; inode: string }[] {
  return (readProc(process.pid, 'net/unix') ?? '').split('\n').flatMap((line) => {
    const [, , , flags, , , inode, ...path] = line.trim().split(/\s+/);
    return flags === '00010000' && inode !== undefined && path.length > 0
      ? [{ path: path.join(' '), inode }]
      : [];
  });
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

interface TcpSocket {
  /** As in a URL. */
  readonly host: string;
  readonly port: number;
  readonly state: string;
  readonly inode: string;
}

const socketsOn = (port: number) => allSockets().filter((socket) => socket.port === port);

/** proc_net_tcp(5): the second field is `local_address` in hexadecimal, the fourth the state, the tenth the inode. */
function allSockets(): TcpSocket[] {
  const lines = ['tcp', 'tcp6'].flatMap((file) => (readProc(process.pid, `net/${file}`) ?? '').split('\n'));
  return lines.flatMap((line) => {
    const [, local = '', , state = '', , , , , , inode = ''] = line.trim().split(/\s+/);
    const [, address, port] = /^([0-9A-F]+):([0-9A-F]{4})$/.exec(local) ?? [];
    if (address === undefined || port === undefined) return [];
    return [{ host: hostOf(address), port: Number.parseInt(port, 16), state: STATES[state] ?? state, inode }];
  });
}

/** Words of 32 bits in the byte order of the machine, which is little-endian wherever Node runs but s390x. */
function hostOf(hexadecimal: string): string {
  const bytes = hexadecimal.match(/.{8}/g)!.flatMap((word) => word.match(/../g)!.reverse());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  const groups = bytes.join('').match(/.{4}/g)!.join(':');
  return new URL(`http://[${groups}]`).hostname;
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
