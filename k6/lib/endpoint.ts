import { check } from 'k6';
import { b64decode } from 'k6/encoding';
import exec from 'k6/execution';
import http from 'k6/http';
import type { Options } from 'k6/options';

/** A request of a workload, as the bench executor writes it into the file that WORKLOAD names. */
interface WorkloadRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  bodyBase64?: string;
  /** Of a good answer. */
  status: number[];
  weight: number;
}

/** What the bench executor passes with `-e`; the defaults make a scenario run by hand. */
export const load = {
  duration: __ENV.DURATION ?? '30s',
  vus: Number(__ENV.VUS ?? 50),
  rate: Number(__ENV.RATE ?? 2000),
};

/** Of the option `headers`. */
const headers: Record<string, string> = JSON.parse(__ENV.HEADERS ?? '{}');

/** Absent where the endpoint is asked. */
const workload: WorkloadRequest[] | undefined = __ENV.WORKLOAD ? JSON.parse(open(__ENV.WORKLOAD)) : undefined;

/** `${NAME}` is read from the environment: the file, which is a result too, has no secret. */
function expanded(given: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      value.replace(/\$\{(\w+)\}/g, (_, variable) => __ENV[variable] ?? ''),
    ]),
  );
}

const base = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const asked = (
  workload ?? [{ method: 'GET', path: __ENV.ENDPOINT ?? '/health', headers: {}, status: [200], weight: 1 }]
).map((request: WorkloadRequest) => ({
  ...request,
  url: `${base}${request.path}`,
  content: request.bodyBase64 === undefined ? (request.body ?? null) : b64decode(request.bodyBase64),
  parameters: {
    headers: { ...headers, ...expanded(request.headers) },
    ...(workload && { responseCallback: http.expectedStatuses(...request.status) }),
  },
  checks: {
    [`status is ${request.status.join(' or ')}`]: ({ status }: { status: number }) =>
      request.status.includes(status),
  },
}));
const totalWeight = asked.reduce((sum, { weight }) => sum + weight, 0);

/** One of them, as often as its weight says. */
function drawn() {
  let left = asked.length === 1 ? 0 : Math.random() * totalWeight;
  for (const request of asked) {
    left -= request.weight;
    if (left < 0) return request;
  }
  return asked[0]!;
}

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
 * Has k6 count two things apart: the redirects that it followed, and after a lead-in what is tagged as measured. No server
 * can fail them.
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
  const { method, url, content, parameters, checks } = drawn();
  check(http.request(method, url, content, parameters), checks);
}
