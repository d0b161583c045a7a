import { ContractBreach, showBytes } from './breach.ts';
import type { Response } from './wire/connection.ts';

/** What the contract says a response is, byte for byte. */
export interface Answer {
  status: number;
  contentType: string;
  body: Buffer;
  allow?: string;
}

export function answer(status: number, contentType: string, body: Buffer | string, allow?: string): Answer {
  return { status, contentType, body: Buffer.from(body), ...(allow && { allow }) };
}

/** IMF-fixdate (RFC 9110, 5.6.7). */
const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** Throws at the first difference. */
export function expectAnswer(response: Response, expected: Answer, method = 'GET'): void {
  const { headers } = response;
  expectEqual('status', String(expected.status), String(response.status));
  expectEqual('Content-Type', expected.contentType, headers.get('content-type') ?? 'none');
  expectEqual('Allow', expected.allow ?? 'none', headers.get('allow') ?? 'none');
  expectEqual('Transfer-Encoding', 'none', headers.get('transfer-encoding') ?? 'none');
  expectEqual('Content-Length', String(expected.body.length), headers.get('content-length') ?? 'none');
  const date = headers.get('date') ?? 'none';
  if (!DATE.test(date)) throw new ContractBreach('Date', 'an IMF-fixdate', date);
  if (method !== 'HEAD') expectBytes(expected.body, response.body);
}

function expectEqual(what: string, expected: string, found: string): void {
  if (found !== expected) throw new ContractBreach(what, expected, found);
}

function expectBytes(expected: Buffer, found: Buffer): void {
  if (found.equals(expected)) return;
  const at = expected.findIndex((byte, index) => byte !== found[index]);
  const from = expected.length > 80 ? at : 0;
  throw new ContractBreach(
    from > 0 ? `body from byte ${from}` : 'body',
    showBytes(expected.subarray(from)),
    showBytes(found.subarray(from)),
  );
}
