import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const blockBytes = 512;

/** @typedef {{ name: string, mode: number, content?: Buffer }} Entry a folder has no content */

/**
 * A folder as a tar archive, POSIX.1-1988 "ustar": sorted by name, owned by root, one time for all. So the same
 * files give the same bytes on every machine.
 * @param {string} folder
 * @param {number} epoch s since 1970
 */
export function tarOfFolder(folder, epoch) {
  return tarOf(entriesOf(folder, ''), epoch);
}

/**
 * @param {readonly Entry[]} entries
 * @param {number} epoch s since 1970
 */
export function tarOf(entries, epoch) {
  const parts = entries.flatMap(({ name, mode, content }) => [
    header({ name, mode, size: content?.length ?? 0, type: content ? '0' : '5', epoch }),
    content ?? Buffer.alloc(0),
    Buffer.alloc(content ? -content.length & (blockBytes - 1) : 0),
  ]);
  return Buffer.concat([...parts, Buffer.alloc(2 * blockBytes)]);
}

/** @type {(folder: string, prefix: string) => Entry[]} */
function entriesOf(folder, prefix) {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const path = join(folder, file);
      const stat = statSync(path);
      const name = prefix + file;
      return stat.isDirectory()
        ? [{ name: `${name}/`, mode: 0o755 }, ...entriesOf(path, `${name}/`)]
        : [{ name, mode: stat.mode & 0o777, content: readFileSync(path) }];
    });
}

/** @param {{ name: string, mode: number, size: number, type: string, epoch: number }} of */
function header({ name, mode, size, type, epoch }) {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name}: a name in ustar has 100 bytes at most`);
  const block = Buffer.alloc(blockBytes);
  /** @type {(value: number, at: number, digits: number) => number} */
  const octal = (value, at, digits) => block.write(value.toString(8).padStart(digits, '0'), at);
  block.write(name, 0);
  octal(mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(epoch, 136, 11);
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.write('ustar\u000000', 257, 'latin1');
  octal(0, 329, 7);
  octal(0, 337, 7);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148, 'latin1');
  return block;
}
