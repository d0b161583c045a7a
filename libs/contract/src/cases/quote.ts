import { expectAnswer } from '../answer.ts';
import { badRequest, contentTooLarge, plaintext, quote as quoted, unsupportedMediaType } from '../answers.ts';
import { ContractBreach } from '../breach.ts';
import type { Case } from '../case.ts';
import { answers } from '../expect.ts';
import type { Order } from '../quote/model.ts';
import { largest, line, order, shopping } from '../quote/orders.ts';
import { withConnection } from '../wire/connection.ts';
import { CHUNKED, chunked, request } from '../wire/request.ts';

const JSON_TYPE = 'application/json';
const MAX_BYTES = 65_536;

export const postOrder = (body: Buffer | string, contentType = JSON_TYPE) =>
  request('POST', '/quote', { body, headers: { 'Content-Type': contentType } });

const takes = (name: string, body: Buffer | string, expected: Order) =>
  answers(name, postOrder(body), quoted(expected));

const withLine = (change: object): Order => ({ ...order, lines: [{ ...line, ...change }] });
const withDiscounts = (...basisPoints: number[]): Order => ({
  ...order,
  discounts: basisPoints.map((share, at) => ({ code: `D-${at}`, basisPoints: share, minimumCents: 0 })),
});

const text = JSON.stringify(order);
const padded = (bytes: number) => text + ' '.repeat(bytes - text.length);

const orders: readonly (readonly [what: string, order: Order])[] = [
  ['an order of one line', order],
  ['an order of 2 KB', shopping],
  ['an order at every limit', largest],
  ['half a cent is rounded up', withLine({ quantity: 1, unitCents: 1, discountBasisPoints: 5_000 })],
  ['less than half a cent is not', withLine({ quantity: 1, unitCents: 1, discountBasisPoints: 4_999 })],
  ['nothing costs nothing', withLine({ unitCents: 0 })],
  ['all of a line may be taken off', withLine({ discountBasisPoints: 10_000 })],
  ['discounts come off one after the other', withDiscounts(1_000, 2_500, 3_333)],
  ['eight discounts', withDiscounts(1, 2, 3, 4, 5, 6, 7, 8)],
  [
    'taxes are in the order of their rates, and lines of one rate together',
    taxed(700, 1_900, 0, 700, 10_000),
  ],
  ['a tax is of the sum of its lines', taxed(3_333, 3_333, 3_333)],
  ['a discount is for an order of its minimum', discountedFrom(567)],
  ['a discount is not for an order below its minimum', discountedFrom(568)],
  ['a name with what HTML escapes', withLine({ name: `<b>"R&D"</b> 'x' \\ / \`` })],
  ['a name of 60 characters beyond the first 65,536', withLine({ name: '\u{1f600}'.repeat(60) })],
  ['a name of one space', withLine({ name: ' ' })],
  ['a name with a byte order mark and a soft hyphen', withLine({ name: '\ufeffa\u00adb' })],
];

/** The same order as `order`, written in other ways. */
const spellings: readonly (readonly [what: string, text: string])[] = [
  ['white space', JSON.stringify(order, undefined, '\t\r\n ')],
  ['white space around it', `\n \t\r${text}\r\n `],
  ['another order of the keys', JSON.stringify({ lines: [reversed(line)], discounts: [], currency: 'EUR' })],
  ['escapes where none are needed', text.replace('Pen', '\\u0050\\u0065n').replace('sku', 's\\u006bu')],
  ['a whole number with a fraction', text.replace(':3,', ':3.0,')],
  ['a whole number with an exponent', text.replace(':3,', ':30e-1,')],
  ['a whole number that its exponent makes whole', text.replace(':3,', ':0.3E+1,')],
  ['an exponent of a larger number', text.replace(':500,', ':5e2,')],
  ['more digits than a double has', text.replace(':3,', ':3.00000000000000000000000,')],
];

const wrong: readonly (readonly [what: string, body: Buffer | string])[] = [
  ['no body', ''],
  ['white space alone', ' \n'],
  ['prose', 'an order'],
  ['an order that breaks off', text.slice(0, -1)],
  ['an order and more', `${text}{}`],
  ['an order and a comma', `${text},`],
  ['an order twice', text + text],
  ['a comma too many', text.replace('}]', '},]')],
  ['single quotes', text.replaceAll('"', "'")],
  ['a comment', `${text}// paid`],
  ['a byte order mark', `\ufeff${text}`],
  ['white space that JSON does not have', `\u00a0${text}`],
  ['no UTF-8', Buffer.from(text.replace('Pen', 'P\xe9n'), 'latin1')],
  ['UTF-16', Buffer.from(text, 'utf16le')],
  ['a tab in a string', text.replace('Pen', 'P\tn')],
  ['an escape that JSON does not have', text.replace('Pen', 'P\\en')],
  ['null', 'null'],
  ['a number', '1'],
  ['a string', JSON.stringify(text)],
  ['a list', `[${text}]`],
  ['an empty object', '{}'],
  ['deep lists', '['.repeat(30_000)],
  [
    'deep lists where a number should be',
    text.replace(':3,', `:${'['.repeat(20_000)}${']'.repeat(20_000)},`),
  ],
  ['deep lists by an unknown key', text.replace('{', `{"x":${'['.repeat(20_000)}${']'.repeat(20_000)},`)],
  ['an unknown key', text.replace('{', '{"note":"",')],
  ['an unknown key of a line', text.replace('"sku"', '"note":null,"sku"')],
  ['the key __proto__', text.replace('{', '{"__proto__":{},')],
  ['an unknown key of no use', text.replace('{', '{"":0,')],
  ...missing(order as unknown as Json, (changed) => changed),
  ...missing(line, (changed) => ({ ...order, lines: [changed] })),
  ...missing({ code: 'A', basisPoints: 1, minimumCents: 1 }, (changed) => ({
    ...order,
    discounts: [changed],
  })),
  ...['', 'eur', 'EURO', 'EU', 'EU1', 'E R', 'ÉUR', 5, null, ['EUR'], {}].map(
    (currency) => [`currency ${JSON.stringify(currency)}`, JSON.stringify({ ...order, currency })] as const,
  ),
  ...['', 'pen', 'A'.repeat(33), 'A B', 'A_1', 'Ä', 'A\n', 7, null, true].map((sku) => lineWith('sku', sku)),
  ...[
    '',
    'a'.repeat(61),
    '\u{1f600}'.repeat(61),
    'a\nb',
    'a\u0000',
    'a\u001f',
    'a\u007f',
    'a\u0085',
    'a\u009f',
    'a\u2028b',
    'a\u2029b',
    'a\ufffdb',
    'a\ud800',
    '\udc00a',
    '\udc00\ud800',
    7,
    null,
    ['a'],
  ].map((name) => lineWith('name', name)),
  ...[0, -1, 1_001, 1.5, 1e300, '3', true, null, [3], {}].map((quantity) => lineWith('quantity', quantity)),
  ...[-1, 1_000_001, 0.5, '0', false, null].map((unitCents) => lineWith('unitCents', unitCents)),
  ...[-1, 10_001, 0.01].map((share) => lineWith('discountBasisPoints', share)),
  ...[-1, 10_001, 0.01].map((share) => lineWith('taxBasisPoints', share)),
  ...[
    '1e400',
    '-1e400',
    '-3',
    '03',
    '+3',
    '.3',
    '3.',
    '0x3',
    '1_0',
    'NaN',
    'Infinity',
    '3e',
    '9007199254740993',
  ].map((number) => [`quantity ${number}`, text.replace(':3,', `:${number},`)] as const),
  ...[-1, 100_000_000_001, 1.5, null].map(
    (minimumCents) =>
      [
        `a minimum of ${minimumCents}`,
        JSON.stringify({ ...order, discounts: [{ code: 'A', basisPoints: 1, minimumCents }] }),
      ] as const,
  ),
  ...[-1, 10_001, '1'].map(
    (basisPoints) =>
      [
        `a discount of ${JSON.stringify(basisPoints)} basis points`,
        JSON.stringify({ ...order, discounts: [{ code: 'A', basisPoints, minimumCents: 0 }] }),
      ] as const,
  ),
  ['nine discounts', JSON.stringify(withDiscounts(1, 2, 3, 4, 5, 6, 7, 8, 9))],
  ['discounts that are an object', JSON.stringify({ ...order, discounts: {} })],
  ['a discount that is null', JSON.stringify({ ...order, discounts: [null] })],
  ['no lines', JSON.stringify({ ...order, lines: [] })],
  ['101 lines', JSON.stringify({ ...order, lines: Array.from({ length: 101 }, () => line) })],
  ['lines that are an object', JSON.stringify({ ...order, lines: { 0: line } })],
  ['a line that is null', JSON.stringify({ ...order, lines: [null] })],
  ['a line that is a list', JSON.stringify({ ...order, lines: [Object.values(line)] })],
];

const otherMedia = [
  'text/plain',
  'application/problem+json',
  'application/jsonx',
  'application/',
  'json',
  ';',
  'text/json',
];

/** What `POST /quote` takes, makes of it and refuses. */
export const quote: Case[] = [
  ...orders.map(([what, expected]) => takes(`quote: ${what}`, JSON.stringify(expected), expected)),
  ...spellings.map(([what, body]) => takes(`quote: ${what}`, body, order)),
  ...['Application/JSON', 'application/json; charset=utf-8', 'application/json ;x', 'application/json;'].map(
    (type) => answers(`quote of ${type}`, postOrder(text, type), quoted(order)),
  ),
  answers(
    'quote of an order in chunks',
    Buffer.concat([
      request('POST', '/quote', { headers: { ...CHUNKED, 'Content-Type': JSON_TYPE } }),
      chunked(text.slice(0, 1), text.slice(1, 99), text.slice(99)),
    ]),
    quoted(order),
  ),
  takes('quote of 64 KiB', padded(MAX_BYTES), order),
  ...wrong.map(([what, body]) => answers(`quote: ${what} is 400`, postOrder(body), badRequest)),
  ...otherMedia.map((type) =>
    answers(`quote of ${type} is 415`, postOrder(text, type), unsupportedMediaType),
  ),
  answers(
    'quote without a media type is 415',
    request('POST', '/quote', { body: text }),
    unsupportedMediaType,
  ),
  answers('quote without a body and a media type is 415', request('POST', '/quote'), unsupportedMediaType),
  answers('quote of 64 KiB and a byte is 413', postOrder(padded(MAX_BYTES + 1)), contentTooLarge),
  answers('quote: 413 comes before what is wrong', postOrder('x'.repeat(MAX_BYTES + 1)), contentTooLarge),
  answers(
    'quote: 415 comes before 413',
    postOrder('x'.repeat(MAX_BYTES + 1), 'text/plain'),
    unsupportedMediaType,
  ),
  answers(
    'quote of 64 KiB and a byte in chunks is 413',
    Buffer.concat([
      request('POST', '/quote', { headers: { ...CHUNKED, 'Content-Type': JSON_TYPE } }),
      chunked(padded(MAX_BYTES), ' '),
    ]),
    contentTooLarge,
  ),
  {
    name: 'quote: a connection is kept after 400 and 415',
    run: (target) =>
      withConnection(target, async (connection) => {
        for (const [message, expected] of [
          [postOrder('{'), badRequest],
          [postOrder(text, 'text/plain'), unsupportedMediaType],
          [postOrder(text), quoted(order)],
          [request('GET', '/plaintext'), plaintext],
        ] as const) {
          connection.send(message);
          expectAnswer(await connection.response(), expected);
        }
      }),
  },
  {
    name: 'quote: what has a key twice is answered with 400 or read by one of the two',
    run: (target) =>
      withConnection(target, async (connection) => {
        connection.send(postOrder(text.replace('{', '{"currency":"USD",')));
        const { status } = await connection.response();
        if (status !== 200 && status !== 400)
          throw new ContractBreach('status', '200 or 400', String(status));
      }),
  },
  {
    name: '16 quotes at once each come back to their own sender',
    run: async (target) => {
      const senders = Array.from({ length: 16 }, (_, at) =>
        withLine({ sku: `A-${at}`, unitCents: 1_000 * at }),
      );
      await Promise.all(senders.map((own) => takes('', JSON.stringify(own), own).run(target)));
    },
  },
];

function taxed(...rates: number[]): Order {
  return { ...order, lines: rates.map((taxBasisPoints) => ({ ...line, unitCents: 1, taxBasisPoints })) };
}

/** The line of `order` comes to 567 cents. */
function discountedFrom(minimumCents: number): Order {
  return { ...order, discounts: [{ code: 'A', basisPoints: 1_000, minimumCents }] };
}

type Json = Readonly<Record<string, unknown>>;

function reversed(object: object): object {
  return Object.fromEntries(Object.entries(object).reverse());
}

function lineWith(key: string, value: unknown): readonly [string, string] {
  const body = JSON.stringify({ ...order, lines: [{ ...line, [key]: value }] });
  return [`${key} ${JSON.stringify(value).slice(0, 40)} of ${body.length} bytes`, body];
}

/** The object without each of its keys, in a whole that it is part of. */
function missing(object: Json, whole: (changed: Json) => object): (readonly [string, string])[] {
  return Object.keys(object).map((key) => {
    const { [key]: _, ...changed } = object;
    return [`no ${key} of ${Object.keys(object).length} keys`, JSON.stringify(whole(changed))];
  });
}
