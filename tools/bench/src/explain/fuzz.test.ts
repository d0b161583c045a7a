import { readdirSync, readFileSync } from 'node:fs';
import { env } from 'node:process';
import { unsafeUniformIntDistribution } from 'pure-rand/distribution/UnsafeUniformIntDistribution';
import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro';
import { expect, test } from 'vitest';
import { BenchError } from '../errors/bench-error.ts';
import { explainSummaries } from './explain.ts';
import { renderExplainedJson } from './json.ts';
import { readSummaries } from './read/read-summaries.ts';
import { renderExplained } from './render.ts';

/** `EXPLAIN_FUZZ_SECONDS=600 npx vitest run --root tools/bench src/explain/fuzz.test.ts` goes on for ten minutes. */
const seconds = Number(env.EXPLAIN_FUZZ_SECONDS ?? 2);
const seed = Number(env.EXPLAIN_FUZZ_SEED ?? Date.now() % 2 ** 31);

const inputs = ['fixture/', 'fixture/cases/'].flatMap((folder) =>
  readdirSync(new URL(folder, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => readFileSync(new URL(folder + name, import.meta.url))),
);

/** What breaks parsers: signs that mean something, digits, escapes, other encodings, and much of one thing. */
const pieces = [
  '\u001b[31m',
  '\u001b]0;x\u0007',
  '\u009b31m',
  '\u202e',
  '\u0000',
  '\ufeff',
  '...:',
  '..:',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  '=',
  'avg=',
  'p(99)=',
  'µs',
  '█ GROUP: x',
  '█ TOTAL RESULTS',
  '✓ ',
  '✗ ',
  '↳ ',
  '%',
  '1e308',
  '9'.repeat(400),
  '-1',
  'NaN',
  'Infinity',
  '\n',
  '\r',
  '```',
  '# ',
  '> ',
  'http_reqs',
  'iterations',
  'null',
  ',',
  '<span ',
  '&#x1b;',
  '&#27;[31m',
  'a'.repeat(5000),
  '. '.repeat(2000),
  '"\\'.repeat(1000),
]; // prettier-ignore

test(
  `no mutated summary crashes it, takes it long, or brings an escape code to the terminal (seed ${seed})`,
  async () => {
    const random = xoroshiro128plus(seed);
    const below = (most: number) => unsafeUniformIntDistribution(0, Math.max(1, most) - 1, random);
    const until = Date.now() + seconds * 1000;
    let explained = 0;
    let tried = 0;
    while (Date.now() < until) {
      const bytes = mutated(inputs[below(inputs.length)]!, below);
      tried++;
      try {
        const runs = explainSummaries(await readSummaries(inPieces(bytes)));
        for (const text of [renderExplained(runs), renderExplainedJson(runs)]) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
          expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
        }
        const evidence = renderExplained(runs)
          .split('\n')
          .filter((line) => /^ +evidence: /.test(line));
        // A name may hold anything; a number may not.
        expect(evidence.join('\n')).not.toMatch(/NaN|Infinity|undefined|∞|\d{19}|(?:\d{3},){6}/);
        explained++;
      } catch (error) {
        if (!(error instanceof BenchError))
          throw new Error(`of ${JSON.stringify(Buffer.from(bytes).toString('latin1'))}`, { cause: error });
      }
    }
    expect(explained).toBeGreaterThan(tried / 4);
  },
  seconds * 1000 + 60_000,
);

function mutated(input: Uint8Array, below: (most: number) => number): Uint8Array {
  let bytes = Buffer.from(input);
  for (let changes = 1 + below(6); changes > 0; changes--) {
    const at = below(bytes.length);
    const to = at + below(Math.min(200, bytes.length - at));
    const change = below(6);
    if (change === 0) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    else if (change === 1) bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    else if (change === 2) bytes[at] = below(256);
    else if (change === 3) bytes = bytes.subarray(0, Math.max(1, at));
    else
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(pieces[below(pieces.length)]!),
        bytes.subarray(at),
      ]);
  }
  return bytes;
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Work is counted by how it grows: eight times the input may take eight times as long, and not sixty-four. */
test.each([
  ['letters', 'a'],
  ['dots and colons', '..:'],
  ['names', 'http_reqs...: '],
  ['braces', '{}..: '],
  ['quotes', '"'],
  ['escaped quotes', '\\"'],
  ['brackets', '['],
  ['open JSON', '{"a":'],
  ['escape codes', '\u001b['],
  ['operating system commands', '\u001b]'],
  ['entities', '&#'],
  ['tags', '<span '],
  ['statistics', 'avg='],
  ['foreign letters', 'Âµ'],
  ['check marks', '✓ '],
])('a million characters of %s end', async (_, piece) => {
  const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
  for (const start of ['', 'http_reqs...: 10 1/s\n', '{"metrics": ', '```json\n{']) {
    await readSummaries(inPieces(Buffer.from(start + text))).catch((error: unknown) =>
      expect(error).toBeInstanceOf(BenchError),
    );
  }
});
