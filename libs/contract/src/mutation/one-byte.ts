import type { Answer } from '../answer.ts';
import { parseHead } from '../wire/head.ts';
import type { Mutation } from './proxy.ts';

/** A part of an answer that one byte can be wrong in. */
export type Part =
  | 'status'
  | 'Content-Type'
  | 'Content-Length'
  | 'Date'
  | 'Allow'
  | 'body'
  | 'last byte of the body';

/** Changes one byte of one part in every response that is this answer, and in no other. */
export function oneByteOf(part: Part, { status, contentType, body, allow }: Answer): Mutation {
  const text = body.toString('latin1');
  return (responses) => {
    // Pipelined answers arrive together; each begins with its status line.
    const each = responses.split(/(?=HTTP\/1\.1 \d{3} )/);
    return each.map((response) => (isAnswer(response) ? change(response) : response)).join('');
  };

  function isAnswer(response: string): boolean {
    const headLength = response.indexOf('\r\n\r\n');
    if (headLength < 0) return false;
    const found = parseHead(Buffer.from(response.slice(0, headLength), 'latin1'));
    return (
      found.status === status &&
      found.headers.get('content-type') === contentType &&
      found.headers.get('allow') === allow &&
      response.slice(headLength + 4) === text
    );
  }

  function change(response: string): string {
    const bodyAt = response.length - text.length;
    switch (part) {
      case 'status':
        return flip(response, 'HTTP/1.1 20'.length);
      case 'body':
        return flip(response, bodyAt);
      case 'last byte of the body':
        return flip(response, response.length - 1);
      case 'Content-Length':
        // One less, not one more: a client that waits for a byte that never comes only proves its own patience.
        return response.replace(/^(content-length: )(\d+)/im, (_, name, length) => `${name}${length - 1}`);
      default:
        return flip(response, endOfField(response, part) - 1);
    }
  }
}

/** The next or the former character, so that a digit stays a digit. */
function flip(text: string, at: number): string {
  const changed = String.fromCharCode(text.charCodeAt(at) ^ 1);
  return text.slice(0, at) + changed + text.slice(at + 1);
}

function endOfField(response: string, name: string): number {
  const found = new RegExp(`^${name}: .*$`, 'im').exec(response);
  if (found === null) throw new Error(`the answer has no ${name}`);
  return found.index + found[0].trimEnd().length;
}
