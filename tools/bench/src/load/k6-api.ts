import { get, request } from 'node:http';
import { z } from 'zod';

const metric = z.object({
  data: z.object({ attributes: z.object({ sample: z.object({ count: z.number() }) }) }),
});
const status = z.object({
  data: z.object({ attributes: z.object({ status: z.number(), 'vus-max': z.number() }) }),
});

/** Of k6's ExecutionStatus, which its API tells as a number: https://github.com/grafana/k6/blob/master/lib/execution.go */
export const executionStatus = { paused: 4, setup: 6, running: 7, teardown: 8 };

/** Requests that a running k6 has counted, by its REST API; undefined when it does not answer in time, or has counted none. */
export async function liveRequests(apiAddress: string): Promise<number | undefined> {
  return (await ask(apiAddress, 'metrics/http_reqs', metric))?.data.attributes.sample.count;
}

/** Iterations that a running k6 has dropped; 0 as long as it has counted none. */
export async function liveDropped(apiAddress: string): Promise<number> {
  return (await ask(apiAddress, 'metrics/dropped_iterations', metric))?.data.attributes.sample.count ?? 0;
}

/** The phase that k6 is in, one of `executionStatus` or another; undefined when it does not answer in time. */
export async function liveStatus(apiAddress: string): Promise<number | undefined> {
  return (await ask(apiAddress, 'status', status))?.data.attributes.status;
}

/** The VUs that a k6 has made; undefined when it does not answer in time. */
export async function liveVus(apiAddress: string): Promise<number | undefined> {
  return (await ask(apiAddress, 'status', status))?.data.attributes['vus-max'];
}

/** What lets a k6 go that was started paused: the body of a PATCH of its `/v1/status`. */
export const resumed = JSON.stringify({
  data: { type: 'status', id: 'default', attributes: { paused: false } },
});

/** Lets a k6 go that was started by `--paused`. Rejects where it does not say that it goes. */
export function resume(apiAddress: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(
      `http://${apiAddress}/v1/status`,
      { method: 'PATCH', timeout: 5000, headers: { 'content-type': 'application/json' } },
      (response) => {
        response.resume();
        response.once('error', reject);
        response.once('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`status ${response.statusCode}`)),
        );
      },
    );
    call.once('timeout', () => call.destroy(new Error('none within 5 s')));
    call.once('error', reject);
    call.end(resumed);
  });
}

/** By `node:http`, as `fetch` costs several times its CPU, while every microsecond is taken from what is measured. */
function ask<T>(apiAddress: string, path: string, answer: z.ZodType<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const call = get(`http://${apiAddress}/v1/${path}`, { timeout: 400 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.once('error', () => resolve(undefined));
      response.once('end', () => resolve(read(text, answer)));
    });
    call.once('timeout', () => call.destroy());
    call.once('error', () => resolve(undefined));
    call.once('close', () => resolve(undefined));
  });
}

function read<T>(text: string, answer: z.ZodType<T>): T | undefined {
  try {
    return answer.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
