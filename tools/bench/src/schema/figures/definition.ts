import type { Figure } from '../figure.ts';
import type { RankedFigure } from '../finding.ts';
import type { Measurements, Reading } from '../result.ts';
import type { MeasuredRound } from '../round.ts';
import type { RowParts } from '../row-parts.ts';

export type Unit = 'requests/s' | 'ms' | 'µs' | 'bytes' | 'cores';

/** How a figure stands in the tables of the terminal, of Markdown and of the page. */
export interface FigureColumn {
  header: string;
  /** Columns stand in ascending order of it. */
  place: number;
  /** `load` is what happened under load; `footprint` is what the server costs besides. */
  part: 'load' | 'footprint';
  /** Whether the interval is worth the room in a table of text. */
  showInterval?: boolean;
  /** Stands in for that figure: shown in tables of which some row has it not, or does not know it. */
  insteadOf?: string;
  /** Left out of a terminal in which the table does not fit otherwise. */
  spare?: boolean;
}

interface Described {
  /** Place in a row of `report.json`, such as `latencyMs.p99`; name of its columns in CSV. The unit stands in it. */
  key: string;
  unit: Unit;
  better: 'lower' | 'higher';
  /** In a sentence: "uses 1.9 times the ‹noun› of Node". */
  noun: string;
  /** One sentence, for a legend or a tooltip. */
  meaning: string;
  /** Absent where it has no column of its own. */
  column?: FigureColumn;
  /** OpenMetrics: the family, in base units, its help, and the label `statistic` where one family has several. */
  metric: { family: string; help: string; statistic?: string };
  /** Name at services that track benchmarks over time, whose history hangs on it; absent where they do not get it. */
  slug?: string;
  /** Kept in the history, and compared with another report by the page, under this title. */
  overRuns?: { title: string };
}

interface Stored extends Described {
  /** Of a figure that not every row has, since not every launcher, scenario or older result has it: why a row is without. */
  optional?: string;
  /** Why a row that must have it does not know it. */
  missing: string | ((rounds: readonly MeasuredRound[]) => string);
  ofRow?: undefined;
}

interface Invalidated {
  /** What a finding has to invalidate for the figure to mean nothing; absent where none can. */
  invalidatedAs?: RankedFigure;
  compared?: undefined;
}

export interface Compared {
  invalidatedAs: RankedFigure;
  /** Servers are compared by it, round by round, and it can be gated: "Go ‹verb› 1.9 times the …". */
  compared: { verb: string };
}

/** Over the rounds: the median of what `ofRound` reads; undefined where the round has no such value. */
export interface OfRounds extends Stored {
  ofRound: (round: MeasuredRound) => number | undefined;
  ofResult?: undefined;
  /** Why no round of this result has an optional figure, where it says so. */
  whyAbsent?: (result: Measurements) => string | undefined;
}

/** Measured apart from the rounds: once, or once for each launch. */
interface OfResult extends Stored {
  ofRound?: undefined;
  ofResult: (result: Measurements) => Reading | readonly number[] | undefined;
}

/** A part of something that a row stores whole, and where to find it there. */
interface OfPart extends Described {
  ofRound?: (round: MeasuredRound) => number | undefined;
  ofResult?: undefined;
  ofRow: (row: RowParts) => Figure | undefined;
  optional: string;
}

export type FigureOfRounds = OfRounds & (Invalidated | Compared);

/** One that is a field of the row. */
export type StoredFigure = FigureOfRounds | (OfResult & Invalidated);

/**
 * All that is to be known of a figure. Everything that reads or shows figures goes through the registry: schema of the
 * report, rows, comparisons, gate, tables, charts over runs, CSV, OpenMetrics and the formats of other services.
 */
export type FigureDefinition = StoredFigure | (OfPart & (Invalidated | Compared));
