// Usage: node libs/wasm-host/fuzz/write-seeds.mjs
// Writes the seeds that are written by hand; what the fuzzer found lies beside them as it was found.
import { mkdirSync, writeFileSync } from 'node:fs';

const folder = new URL('seeds/', import.meta.url);
const GUEST = 0;
const REUSE = 1;
const CLIENT = 2;
const CLIENT_OF_P3 = 2 | 4;
const SERVER = 64;
const SERVER_OF_P3 = 64 | 128;
const GUEST_OF_P3 = 128;
const method = (/** @type {number} */ index) => index << 2;
const [GET, HEAD, POST, , CONNECT] = [0, 1, 2, 3, 4].map(method);

// Steps of `libs/faulty-guest/src/program.rs`.
const text = (/** @type {string} */ value) => [value.length, ...Buffer.from(value, 'latin1')];
const append = (/** @type {string} */ name, /** @type {string} */ value) => [
  0,
  ...text(name),
  ...text(value),
];
const respond = (/** @type {number} */ status) => [2, status >> 8, status & 255];
const answer = [3];
const write = (/** @type {number} */ length) => [4, length >> 8, length & 255, 0x78];
const finish = [6, 1];
const finishWithTrailers = [6, 0];
const open = [7];
const copy = [8, 255, 255];
const drop = (/** @type {number} */ which) => [9, which];
const misuse = (/** @type {number} */ what, /** @type {number} */ number) => [
  11,
  what,
  number >> 8,
  number & 255,
];
const loop = [14, 0x77];
const trap = [15, 0x77];
const whole = [...respond(200), ...answer, ...write(5), ...finish];

/** @type {Record<string, readonly [choice: number, framing: number, program: number[]]>} */
const guests = {
  'small-answer': [GET, 1, whole],
  'small-answer-reuse': [GET | REUSE, 1, whole],
  'http-1.0': [GET, 0, [...respond(200), ...answer, ...write(4000), ...write(4000), ...write(4000)]],
  'head-with-body': [HEAD, 1, whole],
  'no-content-with-body': [GET, 1, [...respond(204), ...answer, ...write(5), ...finish]],
  'not-modified-with-length': [GET, 1, [...append('content-length', '9'), ...respond(304), ...answer]],
  'connect-accepted': [CONNECT, 1, whole],
  'switching-protocols': [GET, 1, [...respond(101), ...answer, ...write(5)]],
  'status-1023': [GET, 1, [...respond(1023), ...answer, ...finish]],
  'length-too-long': [GET, 1, [...append('content-length', '9'), ...whole]],
  'length-too-short': [GET, 1, [...append('content-length', '2'), ...whole]],
  'two-lengths': [GET, 1, [...append('content-length', '5'), ...append('content-length', '6'), ...whole]],
  'own-framing': [
    GET,
    1,
    [...append('transfer-encoding', 'chunked'), ...append('connection', 'x'), ...whole],
  ],
  'response-splitting': [GET, 1, [...append('x', 'a\r\nx: b\r\n\r\nHTTP/1.1 200 OK'), ...whole]],
  'name-of-any-bytes': [GET, 1, [...append('a b\xff', '\0\x7f\x80'), ...whole]],
  'early-trailers': [GET, 1, [...append('x-sum', '1'), ...respond(200), ...answer, ...finishWithTrailers]],
  'framing-trailers': [
    GET,
    1,
    [...respond(200), ...answer, ...write(5), ...append('content-length', '1'), ...finishWithTrailers],
  ],
  'copy-body': [
    POST,
    1 | (1 << 1) | (9 << 3),
    [...respond(200), ...answer, ...open, ...copy, ...copy, ...finish],
  ],
  'finish-under-a-stream': [GET, 1, [...respond(200), ...answer, 6, 129]],
  'drop-what-is-in-use': [
    POST,
    1 | (2 << 1) | (9 << 3),
    [...open, ...drop(6), ...drop(1), ...respond(200), ...drop(3), ...answer],
  ],
  'trailers-of-the-request': [
    POST,
    1 | (1 << 1) | (1 << 3),
    [...open, ...copy, ...drop(7), ...respond(200), ...answer, ...finishWithTrailers],
  ],
  'error-code': [GET, 1, [10, ...text('gone\r\n\r\n')]],
  'answer-twice': [GET | REUSE, 1, [...respond(200), ...answer, ...respond(404), ...answer]],
  'no-answer': [GET | REUSE, 1, drop(5)],
  'write-beyond-the-permit': [GET, 1, [...respond(200), ...answer, ...misuse(1, 65535), ...misuse(1, 65535)]],
  'zeroes-without-end': [GET, 1, [...respond(200), ...answer, ...misuse(2 | (40 << 2), 65535)]],
  'forged-handle': [GET, 1, [...misuse(3, 4711), ...whole]],
  'immutable-fields': [GET, 1, [...respond(200), ...misuse(0, 0), ...append('x', 'y'), ...whole]],
  'many-resources': [GET, 1, [...Array(80).fill([12, 255]).flat(), ...whole]],
  'trap-in-body': [GET, 1, [...respond(200), ...answer, ...write(4000), ...trap]],
  'trap-before-head': [GET | REUSE, 1, trap],
  'loop-before-head': [GET | REUSE, 1, loop],
  'loop-in-body': [GET, 1, [...respond(200), ...answer, ...write(4000), ...loop]],
  'look-and-repeat': [GET, 1, [13, ...whole]],
};

// Calls of `libs/faulty-guest-p3/src/imports.rs`, by where they stand in that list.
const number = (/** @type {number} */ value) => [0, value];
const place = (/** @type {number} */ offset) => [1, offset];
const word = (/** @type {number} */ index) => [4, index];
const result = (/** @type {number} */ index) => [5, index];
const call = (/** @type {number} */ index, /** @type {number[][]} */ ...operands) => [
  index,
  ...operands.flat(),
];
const newSet = call(0);
const poll = (/** @type {number[]} */ set) => call(2, set, place(64));
const wait = (/** @type {number[]} */ set) => call(3, set, place(64));
const join = (/** @type {number[]} */ end, /** @type {number[]} */ set) => call(4, end, set);
const newFields = call(10);
const [newStream, newTrailers, newDone] = [call(49), call(56), call(63)];
const read = (/** @type {number[]} */ end, /** @type {number} */ length) =>
  call(50, end, place(128), number(length));
const writeTo = (/** @type {number[]} */ end, /** @type {number} */ length) =>
  call(51, end, place(0), number(length));

/** What the guest was given is result 0; a new stream or future is two, the readable end first. @type {Record<string, number[]>} */
const programsOfP3 = {
  'stream-within': [
    ...newStream,
    ...writeTo(result(2), 9),
    ...read(result(1), 4),
    ...call(53, result(2)),
    ...call(54, result(1)),
    ...call(55, result(2)),
  ],
  upload: [...newDone, ...call(32, result(0), result(1), place(0)), ...read(word(0), 3), ...read(word(0), 3)],
  'answer-and-go-on': [
    ...newFields,
    ...newStream,
    ...newTrailers,
    ...call(43, result(1), number(1), result(2), result(4), place(0)),
    ...writeTo(result(3), 16),
    ...call(9, number(0), word(0), ...Array(6).fill(number(0))),
    ...writeTo(result(3), 16),
    ...call(58, result(5), place(64)),
    ...call(55, result(3)),
  ],
  waiting: [
    ...newSet,
    ...newStream,
    ...join(result(2), result(1)),
    ...read(result(2), 8),
    ...poll(result(1)),
    ...call(55, result(3)),
    ...wait(result(1)),
    ...call(1, result(1)),
  ],
  clock: [
    ...newSet,
    ...call(74, number(200)),
    ...join(number(3), result(1)),
    ...wait(result(1)),
    ...call(5, number(3)),
  ],
  send: [
    ...newFields,
    ...newTrailers,
    ...call(21, result(1), number(0), number(0), result(2), number(0), number(0), place(0)),
    ...call(70, word(0), place(64)),
    ...call(58, result(3), place(128)),
  ],
};

const next = 'GET /fine HTTP/1.1\r\nHost: t\r\n\r\n';
/** @type {Record<string, string>} */
const clients = {
  plain: next,
  pipeline: next.repeat(3),
  chunked: `POST /copy HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nx: y\r\n\r\n${next}`,
  length: `POST /copy HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc${next}`,
  'two-framings': `POST /copy HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${next}`,
  'absolute-form': 'GET http://u:1/trailers?q HTTP/1.1\r\nHost: t\r\nTE: trailers\r\nConnection: TE\r\n\r\n',
  'odd-host': 'GET /fine HTTP/1.1\r\nHost: a b/c?d@e:99999\r\n\r\n',
  connect: 'CONNECT t:80 HTTP/1.1\r\nHost: t\r\n\r\n',
  asterisk: 'OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n',
  'http-1.0': 'GET /pieces HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
  preface: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'any-bytes': '\x16\x03\x01\0\xff\r\n\n\r\n',
};

const ok = 'HTTP/1.1 200 OK\r\n';
/** What a server answers to the guest's own request. @type {Record<string, string>} */
const answers = {
  'no-content': 'HTTP/1.1 204 No Content\r\n\r\n',
  length: `${ok}Content-Length: 5\r\nX-A: 1\r\n\r\nwhole`,
  'length-too-long': `${ok}Content-Length: 9\r\n\r\nhalf`,
  'length-too-short': `${ok}Content-Length: 2\r\n\r\nmore than that`,
  'two-lengths': `${ok}Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc`,
  'two-framings': `${ok}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
  trailers: `${ok}Trailer: x-sum\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-sum: 6\r\n\r\n`,
  'half-a-chunk': `${ok}Transfer-Encoding: chunked\r\n\r\n9\r\nabc`,
  'no-chunk': `${ok}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
  'until-the-end': `${ok}Connection: close\r\n\r\nwithout a length`,
  informational: `HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${ok}Content-Length: 0\r\n\r\n`,
  'switching-protocols': 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nx',
  'host-fields': `${ok}Connection: x\r\nKeep-Alive: a\r\nTransfer-Encoding: chunked\r\nHost: b\r\n\r\n0\r\n\r\n`,
  'status-999': 'HTTP/1.1 999 ?\r\n\r\n',
  'http-0.9': 'any text',
  'any-bytes': `${ok}X: \xff\x80\r\nY:\r\n\r\n\0\xff`,
  nothing: '',
};

mkdirSync(folder, { recursive: true });
for (const [name, [choice, framing, program]] of Object.entries(guests)) {
  writeFileSync(new URL(`guest-${name}`, folder), Buffer.from([GUEST | choice, framing, ...program]));
}
for (const [name, program] of Object.entries(programsOfP3)) {
  for (const [end, choice] of Object.entries({ '': GUEST_OF_P3, '-reuse': GUEST_OF_P3 | REUSE })) {
    const bytes = Buffer.from([choice | POST, 1 | (2 << 1) | (1 << 3), ...program]);
    writeFileSync(new URL(`guest-of-p3-${name}${end}`, folder), bytes);
  }
}
for (const [name, message] of Object.entries(clients)) {
  const bytes = Buffer.from(message, 'latin1');
  for (const [kind, choice] of Object.entries({ client: CLIENT, 'client-of-p3': CLIENT_OF_P3 })) {
    writeFileSync(new URL(`${kind}-${name}`, folder), Buffer.concat([Buffer.from([choice]), bytes]));
    writeFileSync(
      new URL(`${kind}-${name}-reuse`, folder),
      Buffer.concat([Buffer.from([choice | REUSE]), bytes]),
    );
  }
}
for (const [name, answer] of Object.entries(answers)) {
  const bytes = Buffer.from(answer, 'latin1');
  for (const [kind, choice] of Object.entries({ server: SERVER, 'server-of-p3': SERVER_OF_P3 })) {
    writeFileSync(new URL(`${kind}-${name}`, folder), Buffer.concat([Buffer.from([choice]), bytes]));
  }
}
