-- wrk sends a request again and again: method, path, token, header Prefer, body and the number of hosts that take turns are the
-- arguments behind --, with - for no header or body. It prints requests per second, the 99th percentile in milliseconds, the requests,
-- and how many of them got 4xx or 5xx, or none.
local requests, turn = {}, 0

function init(args)
  wrk.method, wrk.path = args[1], args[2]
  wrk.headers["Authorization"] = "Bearer " .. args[3]
  if args[4] ~= "-" then wrk.headers["Prefer"] = args[4] end
  if args[5] ~= "-" then
    wrk.headers["Content-Type"], wrk.body = "application/json", args[5]
  end
  for host = 1, tonumber(args[6]) do
    wrk.headers["Host"] = string.format("host%04d.example", host)
    requests[host] = wrk.format()
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("result %.0f %.3f %d %d %d\n", summary.requests / summary.duration * 1e6, latency:percentile(99) / 1000,
    summary.requests, e.status, e.connect + e.read + e.write + e.timeout))
end
