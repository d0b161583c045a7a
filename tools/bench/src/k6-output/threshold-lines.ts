import type { Threshold } from './summary.ts';

/** Reads what k6 since 1.0 prints below THRESHOLDS: a metric's name, tags of a sub-metric, and "✓ 'p(95)<500' p(95)=148.92ms". */
export class ThresholdLines {
  #metric: string | undefined;
  #parent = '';

  /** Whether the line without prefix is one of them; calls back with a threshold. */
  read(line: string, found: (threshold: Threshold) => void): boolean {
    const [, mark, expression] = /^([✓✗]) '([^']{1,200})'/.exec(line) ?? [];
    if (expression !== undefined && this.#metric !== undefined) {
      found({ metric: this.#metric, expression, state: stateOf(mark) });
      return true;
    }
    if (/^[a-zA-Z_]\w{0,127}(?:\{[^}]{1,300}\})?$/.test(line)) {
      this.#metric = line;
      this.#parent = line;
      return true;
    }
    if (/^\{[^}]{1,300}\}$/.test(line)) {
      this.#metric = `${this.#parent}${line}`;
      return true;
    }
    return false;
  }
}

/** "http_req_duration{scenario:ui}   ✗ 'p(95)<1000' p(95)=1s": a row of the table that some summaries begin with. */
export function thresholdRow(line: string): Threshold | undefined {
  const [, metric, mark, expression] =
    /^([a-zA-Z_]\w{0,127}(?:\{[^}]{1,300}\})?) +([✓✗]) +'([^']{1,200})'/.exec(line) ?? [];
  if (metric === undefined || expression === undefined) return undefined;
  return { metric, expression, state: stateOf(mark) };
}

const stateOf = (mark: string | undefined) => (mark === '✓' ? 'met' : 'crossed');
