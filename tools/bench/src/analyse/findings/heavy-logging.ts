import type { Observation } from '../observation.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'heavy-logging';

/** Of all that it writes, log and answers: an access log of 50 bytes a request beside the answer "Hello, World!" is it. */
const LEAST_SHARE = 0.25;

/** What the server logs is much of what it writes, so that its CPU per request is in part that of its log. */
export function heavyLogging({ loggedBytes, load }: Observation): Verdict {
  const { receivedBytes, requests } = load;
  if (loggedBytes === undefined || receivedBytes === undefined || !requests)
    return unknown(code, 'how much the server wrote to its standard output and error');
  const share = loggedBytes / (loggedBytes + receivedBytes || 1);
  const aRequest = loggedBytes / requests;
  if (share < LEAST_SHARE) return absent(code, `it logged ${shown(aRequest)} bytes a request`);
  return present({
    code,
    summary:
      `The server logged ${shown(aRequest)} bytes a request, ${percent(share)} of all that it wrote; ` +
      `its answers had ${shown(receivedBytes / requests)}.`,
    evidence: {
      loggedBytesPerRequest: aRequest,
      answeredBytesPerRequest: receivedBytes / requests,
      loggedShare: share,
      loggedBytes,
    },
    remedy:
      'If it does not log as much where it is used, turn that down, such as by "env" of its "bench" block, and measure again; else the figures are right as they are.',
    invalidates: [],
  });
}
