import { check } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import type { Options } from 'k6/options';

/** What the bench executor passes with `-e`; the defaults make a scenario run by hand. */
export const load = {
  url: `${__ENV.BASE_URL ?? 'http://127.0.0.1:8080'}${__ENV.ENDPOINT ?? '/health'}`,
  duration: __ENV.DURATION ?? '30s',
  vus: Number(__ENV.VUS ?? 50),
  rate: Number(__ENV.RATE ?? 2000),
};

/** Of the option `headers`. */
const headers: Record<string, string> = JSON.parse(__ENV.HEADERS ?? '{}');

/** Start of DURATION that is not measured, such as `1000ms`. */
const leadInMs = Number.parseFloat(__ENV.LEAD_IN ?? '0ms');

const measured = leadInMs === 0 ? [] : ['phase:measured'];
const trends = [
  'http_req_duration',
  'http_req_waiting',
  'http_req_receiving',
  'http_req_blocked',
  'iteration_duration',
];

/**
 * Has k6 sum up by itself what it followed to another place, and after a lead-in what is tagged as measured. It holds nobody to a
 * threshold.
 */
export const thresholds: Options['thresholds'] = Object.fromEntries([
  ...[301, 302, 303, 307, 308].map((status) => [
    `http_reqs{${[`status:${status}`, ...measured].join(',')}}`,
    [],
  ]),
  ...measured.flatMap((phase) => [
    [`http_reqs{${phase}}`, []],
    ...trends.map((trend) => [`${trend}{${phase}}`, ['max>=0']]),
  ]),
]);

/** Of this VU. */
let isMeasured = leadInMs === 0;

export function requestEndpoint(): void {
  if (!isMeasured && Date.now() >= exec.scenario.startTime + leadInMs) {
    exec.vu.metrics.tags.phase = 'measured';
    isMeasured = true;
  }
  check(http.get(load.url, { headers }), { 'status is 200': (response) => response.status === 200 });
}
