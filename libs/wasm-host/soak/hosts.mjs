import { RunningServer } from '../compare/running-server.mjs';
import { servers } from '../compare/servers.mjs';

const SOAKED = ['wasm-aot-fresh', 'wasm-aot-reuse', 'wasm-p3-aot-fresh', 'wasm-p3-aot-reuse'];

/** @typedef {{ name: string, running: RunningServer }} Soaked */

/** Starts every kind of host side by side. @returns {Promise<Soaked[]>} */
export async function startHosts() {
  /** @type {Soaked[]} */
  const started = [];
  try {
    for (const server of servers.filter(({ name }) => SOAKED.includes(name))) {
      started.push({ name: server.name, running: await RunningServer.start(server, '/plaintext') });
    }
    return started;
  } catch (error) {
    await stopHosts(started);
    throw error;
  }
}

/** @param {readonly Soaked[]} hosts */
export async function stopHosts(hosts) {
  await Promise.all(hosts.map(({ running }) => running.stop()));
}
