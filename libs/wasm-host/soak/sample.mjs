import { readdirSync, readFileSync } from 'node:fs';

/**
 * What a process holds, by proc(5): resident set size, proportional set size, anonymous memory (what the page cache
 * of others cannot change), open file descriptors and threads.
 * @typedef {{ seconds: number, rssBytes: number, pssBytes: number, anonymousBytes: number, fds: number,
 *   threads: number }} Sample
 */

/** @param {number} pid @param {number} seconds since the load began @returns {Sample} */
export function sample(pid, seconds) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return {
    seconds,
    rssBytes: number(rollup, 'Rss') * 1024,
    pssBytes: number(rollup, 'Pss') * 1024,
    anonymousBytes: number(rollup, 'Anonymous') * 1024,
    fds: readdirSync(`/proc/${pid}/fd`).length,
    threads: number(status, 'Threads'),
  };
}

/** @param {string} text @param {string} field */
function number(text, field) {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
}
