import { z } from 'zod';
import { BenchError } from '../errors/bench-error.ts';

/** Of a tar file (POSIX.1-2017, pax, "ustar Interchange Format"): header fields by their offsets. */
const BLOCK = 512;
const NAME = { begin: 0, end: 100 };
const SIZE = { begin: 124, end: 136 };
const CHECKSUM = { begin: 148, end: 156 };

const metadataSchema = z.looseObject({
  options: z.looseObject({
    scenarios: z
      .record(z.string(), z.looseObject({ tags: z.record(z.string(), z.string()).nullish() }))
      .nullish(),
    thresholds: z.record(z.string(), z.unknown()).nullish(),
    systemTags: z.array(z.string()).nullish(),
  }),
});

/** A script with all that it imports and opens, as `k6 archive` packs it, and the options that its text has set. */
export interface K6Archive {
  readonly tar: Buffer;
  readonly metadata: z.infer<typeof metadataSchema>;
  /** Where what comes after the metadata begins. */
  readonly filesBegin: number;
}

/** @throws K6_FAILED where it is no archive of k6's */
export function readArchive(tar: Buffer): K6Archive {
  const name = textOf(tar, NAME);
  const size = Number.parseInt(textOf(tar, SIZE), 8);
  if (name !== 'metadata.json' || Number.isNaN(size))
    throw unreadable(`an archive that begins with "${name}"`);
  const parsed = metadataSchema.safeParse(JSON.parse(tar.toString('utf8', BLOCK, BLOCK + size)));
  if (!parsed.success) throw unreadable(z.prettifyError(parsed.error));
  return { tar, metadata: parsed.data, filesBegin: BLOCK + padded(size) };
}

/** The same script under other options. */
export function withMetadata({ tar, filesBegin }: K6Archive, metadata: K6Archive['metadata']): Buffer {
  const content = Buffer.from(JSON.stringify(metadata));
  const header = Buffer.from(tar.subarray(0, BLOCK));
  header.write(
    `${content.length.toString(8).padStart(SIZE.end - SIZE.begin - 1, '0')}\0`,
    SIZE.begin,
    'latin1',
  );
  header.fill(' ', CHECKSUM.begin, CHECKSUM.end);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM.begin, 'latin1');
  const padding = Buffer.alloc(padded(content.length) - content.length);
  return Buffer.concat([header, content, padding, tar.subarray(filesBegin)]);
}

const padded = (size: number) => Math.ceil(size / BLOCK) * BLOCK;
const textOf = (tar: Buffer, { begin, end }: { begin: number; end: number }) =>
  tar.toString('latin1', begin, end).replace(/[\0 ].*$/s, '');

function unreadable(found: string): BenchError {
  return new BenchError(
    'K6_FAILED',
    `expected an archive of k6's with its metadata first, found ${found}`,
    'Is the k6 one of 1.x or 2.x?',
  );
}
