import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { decoded } from '../../k6-output/decode.ts';
import { pointLineReader } from '../../k6-output/point-lines.ts';
import { Points } from '../../k6-output/points.ts';
import { TextReader } from '../../k6-output/text.ts';
import { type NamedSummary, notASummary, summariesOf, summaryOfPoints } from '../summaries-of.ts';
import { LineSplitter } from './line-splitter.ts';

/** More is no summary but a log with summaries in it, or points: these are read line by line. */
const MOST_BYTES_AT_ONCE = 32 * 1024 * 1024;
/** Enough for the first line of a stream of points. */
const PROBE_BYTES = 16 * 1024;

/**
 * The summaries in a stream of bytes, in memory that does not grow with its length: gzip is opened, points of `--out json` and
 * `--out csv` are added up as they come, a longer text is read line by line.
 *
 * @throws NOT_A_SUMMARY where there is none
 */
export async function readSummaries(
  input: AsyncIterable<Uint8Array>,
  mostBytesAtOnce = MOST_BYTES_AT_ONCE,
): Promise<NamedSummary[]> {
  const { head, all } = await startOf(input);
  if (head[0] === 0x1f && head[1] === 0x8b) return readSummaries(gunzipped(all), mostBytesAtOnce);
  const points = new Points();
  const readPoint = pointLineReader(firstLineOf(head), points);
  if (readPoint) {
    await eachLine(all, readPoint);
    return summaryOfPoints(points);
  }
  return readText(all, mostBytesAtOnce);
}

async function readText(input: AsyncIterable<Uint8Array>, mostBytesAtOnce: number): Promise<NamedSummary[]> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const iterator = input[Symbol.asyncIterator]();
  for (;;) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
    bytes += next.value.length;
    if (bytes > mostBytesAtOnce) return readLongText(after(chunks, iterator));
  }
  const result = decoded(Buffer.concat(chunks));
  if ('binary' in result) throw notASummary(result.binary);
  return summariesOf(result.text);
}

async function readLongText(input: AsyncIterable<Uint8Array>): Promise<NamedSummary[]> {
  const reader = new TextReader();
  await eachLine(input, (line) => reader.push(line));
  const runs = reader.end();
  if (runs.length === 0) throw notASummary('a long text without a line like "http_reqs......: 100 10/s"');
  return runs.map(({ heading, summary }) => ({ name: heading, summary }));
}

async function eachLine(input: AsyncIterable<Uint8Array>, read: (line: string) => void): Promise<void> {
  const lines = new LineSplitter(read);
  const decoder = new TextDecoder();
  for await (const chunk of input) lines.push(decoder.decode(chunk, { stream: true }));
  lines.push(decoder.decode());
  lines.end();
}

/** The first bytes, and the whole stream again. */
async function startOf(input: AsyncIterable<Uint8Array>) {
  const iterator = input[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < PROBE_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
    bytes += next.value.length;
  }
  return { head: Buffer.concat(chunks), all: after(chunks, iterator) };
}

async function* after(
  chunks: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* chunks;
  for (;;) {
    const next = await rest.next();
    if (next.done) return;
    yield next.value;
  }
}

async function* gunzipped(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* Readable.from(input, { objectMode: false }).pipe(createGunzip()) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw notASummary(`gzip data that can't be opened (${(error as Error).message})`, error);
  }
}

function firstLineOf(head: Uint8Array): string {
  const text = new TextDecoder().decode(head).trimStart();
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}
