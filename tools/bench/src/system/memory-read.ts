const LINE_BYTES = 64;
const MEGABYTES = 16;
const READS = 300_000;
const WORDS_A_LINE = LINE_BYTES / Uint32Array.BYTES_PER_ELEMENT;

/**
 * What a read costs that waits for the one before, at random places in 16 MB, ns: the caches of a core hold a small part of them, and
 * how much the cache that cores share holds depends on who else uses it, other guests of the same host included. Two machines of one
 * name can differ by a factor, and servers that touch much memory then cost more beside those that do not. Takes about 0.1 s.
 */
export function memoryReadNs(): number {
  const next = cycleThroughLines();
  // Once around, so that no page is touched for the first time below.
  let place = walk(next, 0, next.length / WORDS_A_LINE);
  const startedAt = performance.now();
  place = walk(next, place, READS);
  const tookMs = performance.now() - startedAt;
  // Nobody needs the place, but a compiler that knows so leaves the walk out.
  return place < 0 ? Number.NaN : (tookMs * 1e6) / READS;
}

/** One word of each line says where to go next, in one cycle through all of them in random order (Sattolo's algorithm). */
function cycleThroughLines(): Uint32Array {
  const lines = (MEGABYTES * 1024 * 1024) / LINE_BYTES;
  const order = Uint32Array.from({ length: lines }, (_, line) => line);
  for (let last = lines - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * last);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  const next = new Uint32Array(lines * WORDS_A_LINE);
  for (let line = 0; line < lines; line += 1) next[line * WORDS_A_LINE] = order[line]! * WORDS_A_LINE;
  return next;
}

function walk(next: Uint32Array, from: number, steps: number): number {
  let place = from;
  for (let step = 0; step < steps; step += 1) place = next[place]!;
  return place;
}
