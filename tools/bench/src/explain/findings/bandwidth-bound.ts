import { percent, shown } from '../../analyse/findings/verdict.ts';
import type { Facts } from '../facts.ts';
import { duration } from '../words.ts';
import { cantTell, type ExplainedVerdict, found, metricsNeeded, notFound } from './verdict.ts';

const code = 'bandwidth-bound';

/** Of the latency. */
const LEAST_SHARE = 0.5;
/** Ten segments go out without waiting for an ACK (RFC 6928): a smaller body takes no time of its own. */
const LEAST_BYTES = 14_600;
/** Shorter transfers are work of a busy CPU as likely. */
const LEAST_MS = 5;

/** Most of the latency is the transfer of bodies. */
export function bandwidthBoundIn(facts: Facts): ExplainedVerdict {
  const { load, summary, seconds } = facts;
  const { receivingMs, latencyMs, receivedBytes, requests } = load;
  if (receivingMs?.avg === undefined || !latencyMs?.avg || receivedBytes === undefined || !requests) {
    return cantTell(
      code,
      metricsNeeded(['http_req_receiving', 'http_req_duration', 'data_received', 'http_reqs'], facts),
    );
  }
  const share = receivingMs.avg / latencyMs.avg;
  const bytes = receivedBytes / requests;
  if (share < LEAST_SHARE || bytes < LEAST_BYTES || receivingMs.avg < LEAST_MS) {
    return notFound(
      code,
      `receiving is ${percent(Math.min(1, share))} of the latency, for ${shown(bytes / 1000)} kB a response`,
    );
  }
  const rate = summary.metrics.get('data_received')?.rate ?? (seconds ? receivedBytes / seconds : undefined);
  return found({
    code,
    summary:
      `${percent(Math.min(1, share))} of the latency is http_req_receiving, from the first byte of an answer to its last: ` +
      `${shown(bytes / 1000)} kB take ${duration(receivingMs.avg)}` +
      (rate === undefined ? '.' : `, ${shown((rate * 8) / 1e6)} Mbit/s in all.`),
    evidence: {
      receivingShareOfLatency: share,
      bytesPerResponse: bytes,
      ...(rate !== undefined && { receivedBytesPerSecond: rate }),
    },
    remedy:
      'Compare with what the network between k6 and server carries; compression or smaller answers shorten the transfer. If the network ' +
      'carries more, the server writes the answer slowly, or the machine of k6 is too busy to read it.',
  });
}
