/** What k6 itself measures; of the kinds that its summary prints (k6 documentation, "Built-in metrics"). */
const kinds = {
  counter: [
    'http_reqs',
    'iterations',
    'dropped_iterations',
    'data_received',
    'data_sent',
    'ws_sessions',
    'ws_msgs_sent',
    'ws_msgs_received',
    'grpc_streams',
    'grpc_streams_msgs_sent',
    'grpc_streams_msgs_received',
    'browser_data_received',
    'browser_data_sent',
    'checks_total',
  ],
  gauge: ['vus', 'vus_max'],
  rate: ['checks', 'checks_succeeded', 'checks_failed', 'http_req_failed', 'browser_http_req_failed'],
  trend: [
    'http_req_blocked',
    'http_req_connecting',
    'http_req_duration',
    'http_req_looking_up',
    'http_req_receiving',
    'http_req_sending',
    'http_req_tls_handshaking',
    'http_req_waiting',
    'iteration_duration',
    'group_duration',
    'ws_connecting',
    'ws_session_duration',
    'ws_ping',
    'grpc_req_duration',
    'browser_http_req_duration',
    'browser_web_vital_fcp',
    'browser_web_vital_fid',
    'browser_web_vital_inp',
    'browser_web_vital_lcp',
    'browser_web_vital_ttfb',
  ],
} as const;

export type MetricKind = keyof typeof kinds;

/** The kind of each built-in metric, by its name. */
export const builtInMetrics: ReadonlyMap<string, MetricKind> = new Map(
  Object.entries(kinds).flatMap(([kind, names]) => names.map((name) => [name, kind as MetricKind] as const)),
);
