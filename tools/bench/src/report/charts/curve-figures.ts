import { formatBytes, formatQuantity } from '../../text/format.ts';
import type { Curve } from '../view/curve.ts';
import type { CurveLines } from './curve-lines.ts';

/** A chart of a curve, and its name in a file or a page. */
export interface CurveFigure extends CurveLines {
  id: string;
}

/** What is drawn over the limits: what a server does, what that costs, and what an autoscaler waits for. */
export function curveFigures(curve: Curve): CurveFigure[] {
  const { rateShare } = curve;
  const half = rateShare === undefined ? '' : ` at ${rateShare * 100} % of its own requests/s`;
  const inMs = { curve, format: formatQuantity };
  return [
    {
      id: 'capacity',
      title: 'Capacity, requests/s',
      curve,
      read: (row) => row.requestsPerSecond,
      format: formatQuantity,
      isOfLoad: true,
    },
    {
      id: 'cpu',
      title: 'CPU, µs per request',
      curve,
      read: (row) => row.cpuMicrosPerRequest,
      format: formatQuantity,
      isOfLoad: true,
      invalidatedAs: 'cpuMicrosPerRequest',
    },
    {
      id: 'p99',
      title: `p99 latency${half}, ms`,
      ...inMs,
      read: (row) => row.latencyMs.p99,
      isOfLoad: true,
      invalidatedAs: 'latencyMs',
    },
    { id: 'cold-start', title: 'Cold start, ms', ...inMs, read: (row) => row.coldStartMs, isOfLoad: false },
    {
      id: 'full-speed',
      title: 'Time to full speed, ms',
      ...inMs,
      read: (row) => row.fullSpeedMs,
      isOfLoad: false,
    },
    {
      id: 'memory',
      title: 'RAM, peak',
      curve,
      read: (row) => row.pssPeakBytes ?? row.rssPeakBytes,
      format: formatBytes,
      formatTick: formatBytes,
      isOfLoad: false,
      invalidatedAs: 'rssPeakBytes',
    },
  ];
}
