import { check } from 'k6';
import http from 'k6/http';

/** What the bench executor passes with `-e`; the defaults make a scenario run by hand. */
export const load = {
  url: `${__ENV.BASE_URL ?? 'http://127.0.0.1:8080'}${__ENV.ENDPOINT ?? '/health'}`,
  duration: __ENV.DURATION ?? '30s',
  vus: Number(__ENV.VUS ?? 50),
  rate: Number(__ENV.RATE ?? 2000),
};

/** Of the option `headers`. */
const headers: Record<string, string> = JSON.parse(__ENV.HEADERS ?? '{}');

export function requestEndpoint(): void {
  check(http.get(load.url, { headers }), { 'status is 200': (response) => response.status === 200 });
}
