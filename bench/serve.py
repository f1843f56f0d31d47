"""How fast `wp serve` answers, on loopback, the client on the same cores.

    python3 bench/serve.py path/to/wp > reports/service/README.md

Needs wrk (Debian's package). Each run is bounded in time.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

WP = sys.argv[1] if len(sys.argv) > 1 else "target/release/wp"
SECONDS = int(os.environ.get("SECONDS_A_RUN", "10"))

SAME = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "text/plain"
wrk.body = "4&2 opp35 -3 Q4 2:10"
"""
# Some 100 million situations: hardly one comes twice.
OTHER = """
wrk.headers["Content-Type"] = "text/plain"
local downs = {"1st", "2nd", "3rd"}
function init(args) math.randomseed(os.time()) end
function request()
  local body = string.format("%s and %d at own %d, up %d, %d:%02d left in Q%d, favored by %d",
    downs[math.random(3)], math.random(10), math.random(10, 49), math.random(20),
    math.random(7, 14), math.random(0, 59), math.random(4), math.random(13))
  return wrk.format("POST", nil, nil, body)
end
"""
BODY = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "%s"
local file = io.open("%s", "rb")
wrk.body = file:read("*all")
file:close()
"""


def situation(at):
    downs = ["1st", "2nd", "3rd"]
    return (f"{downs[at % 3]} and {1 + at % 10} at own {10 + at % 39}, up {1 + at % 20}, "
            f"{7 + at % 8}:{at % 60:02} left in Q{1 + at % 4}, favored by {1 + at % 13}")


def wrk(port, path, script, connections, folder):
    lua = Path(folder) / "run.lua"
    lua.write_text(script)
    done = subprocess.run(
        ["wrk", "--threads", "1", "--connections", str(connections), "--duration",
         f"{SECONDS}s", "--latency", "--timeout", "30s", "--script", str(lua),
         f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in done or "Socket errors" in done:
        raise SystemExit(done)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done)[1])
    times = {share: re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", done) for share in (50, 99)}
    unit = {"us": 1e-3, "ms": 1.0, "s": 1e3}
    return rate, [float(t[1]) * unit[t[2]] for t in times.values()]


def paced(port, rate):
    """p99 of single questions at a given rate, from four connections; in milliseconds."""
    times, lock = [], threading.Lock()

    def one(first):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        mine, step = [], 4 / rate
        begin = time.perf_counter() + first * step / 4
        for at in range(int(SECONDS / step)):
            due = begin + at * step
            rest = due - time.perf_counter()
            if rest > 0:
                time.sleep(rest)
            sent = time.perf_counter()
            connection.request("POST", "/v1/predict", situation(4 * at + first),
                               {"content-type": "text/plain"})
            connection.getresponse().read()
            mine.append(time.perf_counter() - sent)
        with lock:
            times.extend(mine)

    threads = [threading.Thread(target=one, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return [1e3 * times[int(len(times) * share)] for share in (0.5, 0.99)]


def memory(pid):
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024


def main():
    service = subprocess.Popen([WP, "serve", "--port", "0"], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    port = int(service.stdout.readline().rsplit(":", 1)[1])
    load = os.getloadavg()[0]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        def add(name, path, script, connections, rows_each):
            rate, (half, most) = wrk(port, path, script, connections, folder)
            rows.append(f"| {name} | {connections} | {rate:,.0f} | {rate * rows_each:,.0f} | "
                        f"{half:.2f} | {most:.2f} |")
            print(rows[-1], file=sys.stderr)

        before = memory(service.pid)
        add("one situation, always the same", "/v1/predict", SAME, 16, 1)
        add("one situation, always another", "/v1/predict", OTHER, 16, 1)
        lines = Path(folder) / "lines"
        lines.write_text("\n".join(situation(7 * at) for at in range(5000)))
        add("5,000 situations in words", "/v1/predict",
            BODY % ("application/x-ndjson", lines), 2, 5000)
        width, data = 12, []
        for at in range(20000):
            data += [at % 20 - 9, 3600 - at % 3500, 1800 - at % 1700, 1 + at % 4, 1 + at % 15,
                     1 + at % 99, at % 4, at % 3, 3.5, 0.5, 1, 44.5][:width]
        tensor = {"name": "features", "shape": [20000, width], "datatype": "FP32", "data": data}
        matrix = Path(folder) / "matrix"
        matrix.write_text(json.dumps({"inputs": [tensor]}))
        add("20,000 rows of the matrix", "/v2/models/wp/infer",
            BODY % ("application/json", matrix), 2, 20000)
        slow = paced(port, 500)
        after = memory(service.pid)
    service.terminate()
    service.wait()
    print(f"""# The service: speed

`make bench-serve` wrote this: `wp serve` and its client on the same {os.cpu_count()} cores, on loopback, keep-alive,
{SECONDS} seconds a run, release build. Load average when it began: {load:.1f} (other work on the machine counts against
these figures).

| request | connections | requests/s | rows/s | median ms | 99% ms |
| --- | ---: | ---: | ---: | ---: | ---: |
""" + "\n".join(rows) + f"""

At a steady 500 single situations a second, always others, over four connections (a Python client): median
{slow[0]:.2f} ms, 99% {slow[1]:.2f} ms, client included.

Memory: {before:.0f} MB before, {after:.0f} MB after; kept answers take up to 32 MB of it.

"Always the same" is answered from the kept answers. "In words" includes reading the words and writing what was
understood, with 90% intervals. "Rows of the matrix" is the model alone, without intervals.""")


main()
