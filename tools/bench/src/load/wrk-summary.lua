-- Run by wrk, which prints percentiles that it was not asked for and times of a digit less than it has measured.
function done(summary, latency)
  local errors = summary.errors
  local file = assert(io.open(assert(os.getenv('WRK_SUMMARY_FILE')), 'w'))
  file:write(string.format(
    '{"requests":%d,"durationMicros":%d,"bytes":%d,' ..
      '"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d},' ..
      '"latencyMicros":{"avg":%.3f,"min":%d,"p50":%d,"p90":%d,"p95":%d,"p99":%d,"p999":%d,"max":%d}}\n',
    summary.requests, summary.duration, summary.bytes,
    errors.connect, errors.read, errors.write, errors.status, errors.timeout,
    latency.mean, latency.min, latency:percentile(50), latency:percentile(90),
    latency:percentile(95), latency:percentile(99), latency:percentile(99.9), latency.max))
  file:close()
end

for name, value in (os.getenv('WRK_HEADERS') or ''):gmatch('([^:\n]+): ([^\n]*)') do
  wrk.headers[name] = value
end
