/* global wit -- from the engine: futures and streams of the world's types */
import http from 'wasi:http/types@0.3.0';

const { Fields, Request, Response } = http;

/** How many requests this instance has seen. */
let served = 0;

/** `wasi:http/handler`: the request's body back as it comes, or else a line of text. */
export const handler = {
  async handle(request) {
    served += 1;
    const fields = Fields.fromList([['x-served', bytes(`${served}`)]]);
    const body =
      request.getPathWithQuery() === '/copy' ? bodyOf(request) : [...bytes('Hello from JavaScript\n')];
    const [response] = Response.new(fields, body, resolved(wit.Future.RESULT_OPTION_OTHER_ERROR_CODE, null));
    return response;
  },
};

function bodyOf(request) {
  const [body] = Request.consumeBody(request, resolved(wit.Future.RESULT_VOID_ERROR_CODE));
  return body;
}

/** A future, of one of the world's types, that is `ok` with this value. */
function resolved(type, val) {
  const { readable, writable } = wit.Future(type);
  writable.write({ tag: 'ok', val });
  return readable;
}

/** ASCII: the engine has no `TextEncoder`. */
function bytes(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
