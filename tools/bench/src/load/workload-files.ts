import type { ReadyRequest, ReadyWorkload } from './workload.ts';

/** What scripts of k6's read from the file that WORKLOAD names: `k6/lib/endpoint.ts`. A body that is no text is in base64. */
export function workloadForK6({ requests }: ReadyWorkload): string {
  return JSON.stringify(
    requests.map(({ body, ...request }) => ({ ...request, ...(body && bodyOf(body)) })),
    undefined,
    2,
  );
}

function bodyOf(body: Buffer): { body: string } | { bodyBase64: string } {
  const text = body.toString('utf8');
  return Buffer.from(text).equals(body) ? { body: text } : { bodyBase64: body.toString('base64') };
}

/** The same for the script of wrk's, which is a program of Lua: requests in the order of their weights' sums. */
export function workloadForWrk({ requests }: ReadyWorkload): string {
  const total = requests.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  const lines = requests.map((request) => {
    sum += request.weight;
    return `  { upTo = ${sum / total}, ${fieldsOf(request)} },`;
  });
  return `return {\n${lines.join('\n')}\n}\n`;
}

function fieldsOf({ method, path, body, ...request }: ReadyRequest): string {
  const headers = Object.entries(request.headers).map(
    ([name, value]) => `[${luaText(name)}] = ${luaText(value)}`,
  );
  const fields = [
    `method = ${luaText(method)}`,
    `path = ${luaText(path)}`,
    `headers = { ${headers.join(', ')} }`,
  ];
  return [...fields, ...(body ? [`body = ${luaText(body)}`] : [])].join(', ');
}

/** Any bytes: those that are not plain by their decimal escapes. */
function luaText(text: string | Buffer): string {
  const plain = /[A-Za-z0-9 !#$%&'()*+,./:;<=>?@[\]^_`{|}~-]/;
  const bytes = [...Buffer.from(text as string)];
  const written = bytes.map((byte) => {
    const character = String.fromCharCode(byte);
    return plain.test(character) ? character : `\\${String(byte).padStart(3, '0')}`;
  });
  return `"${written.join('')}"`;
}
