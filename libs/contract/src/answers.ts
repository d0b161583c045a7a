/** The answers of `openapi.yaml`. */
import { answer } from './answer.ts';
import { type Order, quoteOf } from './quote/model.ts';

export const health = answer(200, 'application/json', '{"message":"Hello, World!"}');
export const plaintext = answer(200, 'text/plain', 'Hello, World!');
export const primes = (below: number, count: number) =>
  answer(200, 'application/json', `{"below":${below},"count":${count}}`);
export const echo = (contentType: string, body: Buffer | string) => answer(200, contentType, body);
export const quote = (order: Order) => answer(200, 'application/json', quoteOf(order));
export const bundle = (items: readonly object[]) =>
  answer(200, 'application/json', JSON.stringify({ items }));

export const badRequest = problem(400, 'Bad Request');
export const notFound = problem(404, 'Not Found');
export const methodNotAllowed = (allow: string) => problem(405, 'Method Not Allowed', allow);
export const contentTooLarge = problem(413, 'Content Too Large');
export const unsupportedMediaType = problem(415, 'Unsupported Media Type');
export const badGateway = problem(502, 'Bad Gateway');
export const serviceUnavailable = problem(503, 'Service Unavailable');
export const gatewayTimeout = problem(504, 'Gateway Timeout');

function problem(status: number, title: string, allow?: string) {
  const body = `{"type":"about:blank","title":"${title}","status":${status}}`;
  return answer(status, 'application/problem+json', body, allow);
}
