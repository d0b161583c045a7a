import { withoutMojibake } from './code-pages.ts';

/** Bytes as text, or what they are instead. */
export type Decoded = { text: string } | { binary: string };

const signatures: [string, number[]][] = [
  ['a ZIP archive', [0x50, 0x4b, 0x03, 0x04]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG image', [0xff, 0xd8, 0xff]],
  ['data compressed by zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/** How many bytes tell the encoding. */
const PROBE_BYTES = 4096;
/** Of the bytes of one parity: every second byte of UTF-16 is zero in what k6 prints, but for µ, ✓ and ✗. */
const ZERO_SHARE = 0.5;
/** Of all bytes: text holds hardly any control characters, escape codes aside. */
const CONTROL_SHARE = 0.1;

/** The text in these bytes: UTF-8, UTF-16 with or without a mark, or Latin-1, with what was read in a wrong code page mended. */
export function decoded(bytes: Uint8Array): Decoded {
  const signature = signatures.find(([, start]) => start.every((byte, index) => bytes[index] === byte));
  if (signature) return { binary: signature[0] };
  const utf16 = utf16Of(bytes);
  if (utf16) return { text: new TextDecoder(utf16).decode(bytes) };
  if (looksBinary(bytes)) return { binary: 'binary data' };
  return { text: withoutMojibake(utf8OrLatin1(bytes)) };
}

function utf8OrLatin1(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const probe = bytes.subarray(0, PROBE_BYTES);
  const zeros = [0, 0];
  for (const [index, byte] of probe.entries()) if (byte === 0) zeros[index % 2]!++;
  const [even, odd] = zeros.map((count) => count / Math.max(1, probe.length / 2)) as [number, number];
  if (odd >= ZERO_SHARE && even < 0.1) return 'utf-16le';
  return even >= ZERO_SHARE && odd < 0.1 ? 'utf-16be' : undefined;
}

function looksBinary(bytes: Uint8Array): boolean {
  const probe = bytes.subarray(0, PROBE_BYTES);
  let controls = 0;
  for (const byte of probe)
    if (byte < 0x20 && ![0x09, 0x0a, 0x0d, 0x1b, 0x07, 0x08].includes(byte)) controls++;
  return controls > CONTROL_SHARE * probe.length;
}
