import { z } from 'zod';

const answer = z.object({
  data: z.object({ attributes: z.object({ sample: z.object({ count: z.number() }) }) }),
});

/** Requests that a running k6 has counted, by its REST API; undefined when it does not answer in time. */
export async function liveRequests(apiAddress: string): Promise<number | undefined> {
  try {
    const response = await fetch(`http://${apiAddress}/v1/metrics/http_reqs`, {
      signal: AbortSignal.timeout(400),
    });
    return answer.parse(await response.json()).data.attributes.sample.count;
  } catch {
    return undefined;
  }
}
