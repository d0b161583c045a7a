/** Longer lines are no points of k6 and no lines of its summary. */
const MOST_CHARACTERS = 1_000_000;

/** Calls back with each line of a text that comes in pieces; keeps one line at most, and drops what is longer than a million characters. */
export class LineSplitter {
  readonly #each: (line: string) => void;
  #rest = '';
  #dropping = false;

  constructor(each: (line: string) => void) {
    this.#each = each;
  }

  push(piece: string): void {
    let from = 0;
    for (;;) {
      const end = piece.indexOf('\n', from);
      if (end < 0) break;
      if (!this.#dropping) this.#each(this.#rest + piece.slice(from, end));
      this.#rest = '';
      this.#dropping = false;
      from = end + 1;
    }
    if (this.#dropping) return;
    this.#rest += piece.slice(from);
    if (this.#rest.length > MOST_CHARACTERS) {
      this.#rest = '';
      this.#dropping = true;
    }
  }

  end(): void {
    if (this.#rest !== '') this.#each(this.#rest);
    this.#rest = '';
  }
}
