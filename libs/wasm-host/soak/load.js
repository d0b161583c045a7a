// Run by k6. HOSTS: name=url pairs joined by commas; RATE: requests a second of each, or nothing for as many as go.
import { check } from 'k6';
import http from 'k6/http';

const hosts = __ENV.HOSTS.split(',').map((pair) => pair.split('='));
const duration = `${__ENV.SECONDS}s`;
// As many connections to each host; a number that may grow under load would look like a leak.
const VUS = 32;

const scenario = (url) => ({
  exec: 'mix',
  env: { URL: url },
  ...(__ENV.RATE
    ? {
        executor: 'constant-arrival-rate',
        rate: Number(__ENV.RATE),
        timeUnit: '1s',
        duration,
        preAllocatedVUs: VUS,
        maxVUs: VUS,
      }
    : { executor: 'constant-vus', vus: VUS, duration }),
});

export const options = {
  discardResponseBodies: true,
  scenarios: Object.fromEntries(hosts.map(([name, url]) => [name, scenario(url)])),
  thresholds: { checks: ['rate==1'] },
};

const BODY = 'e'.repeat(20_000);

/** Mostly small answers; of a hundred requests also some with a body, some computing, some that are refused. */
export function mix() {
  const url = __ENV.URL;
  const turn = Math.floor(Math.random() * 100);
  if (turn < 3) expect(http.post(`${url}/echo`, BODY), 200);
  else if (turn < 5) expect(http.get(`${url}/primes?below=10000`), 200);
  else if (turn < 7) expect(http.get(`${url}/absent`, { responseCallback: null }), 404);
  else expect(http.get(`${url}/plaintext`), 200);
}

function expect(response, status) {
  check(response, { status: ({ status: found }) => found === status });
}

export function handleSummary({ metrics }) {
  const values = (name) => metrics[name]?.values ?? {};
  return {
    stdout: JSON.stringify({
      requests: values('http_reqs').count ?? 0,
      requestsPerSecond: values('http_reqs').rate ?? 0,
      droppedIterations: values('dropped_iterations').count ?? 0,
      failedChecks: values('checks').fails ?? 0,
    }),
  };
}
