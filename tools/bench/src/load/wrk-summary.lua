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

local file = os.getenv('WRK_WORKLOAD_FILE')
if file then
  local requests = dofile(file)
  for _, each in ipairs(requests) do
    for name, value in pairs(each.headers) do
      each.headers[name] = value:gsub('%${([%w_]+)}', os.getenv)
    end
  end
  if #requests == 1 then
    local only = requests[1]
    wrk.method, wrk.path, wrk.body = only.method, only.path, only.body
    for name, value in pairs(only.headers) do
      wrk.headers[name] = value
    end
  else
    local threads = 0
    function setup(thread)
      thread:set('id', threads)
      threads = threads + 1
    end

    -- Written out once: to format a request takes longer than to send it.
    local written = {}
    function init()
      math.randomseed(id + 1)
      for index, each in ipairs(requests) do
        for name, value in pairs(wrk.headers) do
          each.headers[name] = each.headers[name] or value
        end
        written[index] = wrk.format(each.method, each.path, each.headers, each.body)
      end
    end

    function request()
      local drawn = math.random()
      for index, each in ipairs(requests) do
        if drawn < each.upTo then
          return written[index]
        end
      end
      return written[#requests]
    end
  end
end
