import type { MeasuredRow, Row } from '../../schema/report.ts';

/** A row as a chart shows it. */
export interface ShownRow {
  /** Unique within a chart: two runs may have a server of the same name. */
  key: string;
  name: string;
  row: Row;
  /** The same server, scenario and launcher in the report that this one is compared with. */
  baseline: MeasuredRow | undefined;
}
