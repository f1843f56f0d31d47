"""How fast `wp serve` answers, on loopback, the client on the same cores; what load and
abuse do to it; and scikit-learn and ONNX Runtime behind FastAPI in the same run.

    python3 bench/serve.py path/to/wp > reports/service/README.md

Needs wrk (Debian's package) and what bench/requirements-serve.txt names. Each run is bounded
in time; `MEMORY_SECONDS=60` shortens the longest, of ten minutes.
"""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

WP = sys.argv[1] if len(sys.argv) > 1 else "target/release/wp"
SECONDS = int(os.environ.get("SECONDS_A_RUN", "10"))
MEMORY_SECONDS = int(os.environ.get("MEMORY_SECONDS", "600"))
CORES = os.cpu_count()

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


# The same at a steady rate: every connection waits before it asks again.
PACED = OTHER + """
function delay() return math.random(0, 16) end
"""


def wrk(port, path, script, connections, folder, seconds=SECONDS):
    lua = Path(folder) / "run.lua"
    lua.write_text(script)
    done = subprocess.run(
        ["wrk", "--threads", "1", "--connections", str(connections), "--duration",
         f"{seconds}s", "--latency", "--timeout", "30s", "--script", str(lua),
         f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in done or "Socket errors" in done:
        raise SystemExit(done)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done)[1])
    times = {share: re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", done) for share in (50, 99)}
    unit = {"us": 1e-3, "ms": 1.0, "s": 1e3}
    return rate, [float(t[1]) * unit[t[2]] for t in times.values()]


def memory(pid):
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024


class Service:
    """`wp serve`, for as long as a `with` lasts."""

    def __enter__(self):
        self.process = subprocess.Popen([WP, "serve", "--port", "0"], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def cpu(self):
        """Seconds that its threads have run."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        return memory(self.process.pid)


def features(at):
    """A play as the model's features."""
    return [at % 20 - 9, 3600 - at % 3500, 1800 - at % 1700, 1 + at % 4, 1 + at % 15, 1 + at % 99,
            at % 4, at % 3, 0, 1, 3.5, 44.5]


def load():
    return os.getloadavg()[0]


def speed(folder):
    """The table of requests, and the top rate of questions that are always others."""
    rows, rates = [], {}
    with Service() as service:
        def add(name, path, script, connections, rows_each):
            before = service.cpu()
            rate, (half, most) = wrk(service.port, path, script, connections, folder)
            rates[name] = rate
            each = (service.cpu() - before) / (rate * SECONDS) * 1e6
            rows.append(f"| {name} | {connections} | {rate:,.0f} | {rate * rows_each:,.0f} | "
                        f"{half:.2f} | {most:.2f} | {each:,.0f} |")
            print(rows[-1], file=sys.stderr)

        add("one situation, always the same", "/v1/predict", SAME, 16, 1)
        add("one situation, always another", "/v1/predict", OTHER, 16, 1)
        top = rates["one situation, always another"]
        lines = Path(folder) / "lines"
        lines.write_text("\n".join(situation(7 * at) for at in range(5000)))
        add("5,000 situations in words", "/v1/predict",
            BODY % ("application/x-ndjson", lines), 2, 5000)
        data = [value for at in range(20000) for value in features(at)]
        tensor = {"name": "features", "shape": [20000, 12], "datatype": "FP32", "data": data}
        matrix = Path(folder) / "matrix"
        matrix.write_text(json.dumps({"inputs": [tensor]}))
        add("20,000 rows of the matrix", "/v2/models/wp/infer",
            BODY % ("application/json", matrix), 2, 20000)
        # As many connections as make half of the top rate, each waiting 8 ms on average.
        connections = max(2, round(top / 2 * 0.0083))
        half = wrk(service.port, "/v1/predict", PACED, connections, folder)
    return rows, top, (connections, *half)


def steadiness(folder):
    """Memory every tenth of the longest run, always other questions."""
    with Service() as service:
        seen, stop = [service.memory()], threading.Event()

        def look():
            while not stop.wait(MEMORY_SECONDS / 10):
                seen.append(service.memory())

        looking = threading.Thread(target=look)
        looking.start()
        rate, _ = wrk(service.port, "/v1/predict", PACED, 40, folder, MEMORY_SECONDS)
        stop.set()
        looking.join()
    return seen[:11], rate


def abuse(folder):
    """Others' 99% time while one abuses the service, and what that costs it in memory."""
    rows = []

    def beside(name, service, paced=False):
        script = PACED if paced else OTHER
        rate, (half, most) = wrk(service.port, "/v1/predict", script, 8, folder)
        rows.append(f"| {name} | {rate:,.0f} | {half:.2f} | {most:.2f} | {service.memory():.0f} |")
        print(rows[-1], file=sys.stderr)

    with Service() as service:
        beside("nothing", service)
        silent = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(10000)]
        beside("10,000 open connections", service)
        for open_ in silent:
            open_.close()
        loris = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(2000)]
        stop = threading.Event()

        def drip():
            letters = b"POST /v1/predict HTTP/1.1\r\nhost: localhost\r\nx: " + b"y" * 1000
            for letter in letters:
                for open_ in loris:
                    try:
                        open_.send(bytes([letter]))
                    except OSError:
                        pass
                if stop.wait(0.5):
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        beside("2,000 connections that send two letters a second", service)
        stop.set()
        dripping.join()
        for open_ in loris:
            open_.close()
        refused = []

        def giant():
            while not stop_giant.is_set():
                open_ = socket.create_connection(("127.0.0.1", service.port))
                open_.sendall(b"POST /v1/predict HTTP/1.1\r\nhost: localhost\r\n"
                              b"transfer-encoding: chunked\r\n\r\n")
                piece = b"100000\r\n" + b"x" * (1 << 20) + b"\r\n"
                try:
                    for _ in range(1000):
                        open_.sendall(piece)
                except OSError:
                    pass
                open_.settimeout(1)
                try:
                    refused.append(open_.recv(12))
                except OSError:
                    # Closed while it still sent.
                    refused.append(b"closed")
                open_.close()

        stop_giant = threading.Event()
        sending = threading.Thread(target=giant)
        sending.start()
        beside("bodies of 1 GB, one after the other", service)
        stop_giant.set()
        sending.join()
    answers = sorted({answer.decode(errors="replace") for answer in refused})
    return rows, len(refused), answers


def fit_forest(path):
    """scikit-learn's forest on the simulated sample: as many trees as wp's."""
    import joblib
    import polars
    from sklearn.ensemble import RandomForestClassifier

    matrix = Path(path).with_suffix(".parquet")
    subprocess.run([WP, "features", "--data", "data/sample", "--quiet", "--out", str(matrix)], check=True)
    frame = polars.read_parquet(matrix)
    x = frame.select(FEATURES).fill_null(0).to_numpy()
    y = frame["win"].to_numpy() > 0.5
    forest = RandomForestClassifier(120, min_samples_leaf=100, max_features=5, n_jobs=-1, random_state=1)
    forest.fit(x, y)
    forest.n_jobs = 1
    joblib.dump(forest, path)


FEATURES = ["score_differential", "game_seconds_remaining", "half_seconds_remaining", "down", "ydstogo",
            "yardline_100", "posteam_timeouts_remaining", "defteam_timeouts_remaining", "receive_2h_ko",
            "home", "posteam_spread", "total_line"]
# Rows of a request, and how many ask at once.
BATCHES = [(1, 16), (1000, 2)]


def peers(folder):
    """The same rows to wp, and to scikit-learn and ONNX Runtime behind FastAPI."""
    forest, graph = Path(folder) / "forest.joblib", Path(folder) / "wp.onnx"
    fit_forest(forest)
    subprocess.run([WP, "export", "--quiet", "--onnx", str(graph)], check=True)
    table = []

    def run(name, port, path, body):
        for rows, connections in BATCHES:
            file = Path(folder) / "body"
            file.write_text(json.dumps(body(rows)))
            rate, (half, most) = wrk(port, path, BODY % ("application/json", file), connections, folder)
            table.append(f"| {name} | {rows:,} | {rate:,.0f} | {rate * rows:,.0f} | {half:.2f} | {most:.2f} |")
            print(table[-1], file=sys.stderr)

    def tensor(rows):
        data = [value for at in range(rows) for value in features(at)]
        return {"inputs": [{"name": "features", "shape": [rows, 12], "datatype": "FP32", "data": data}]}

    with Service() as service:
        run("wp serve", service.port, "/v2/models/wp/infer", tensor)
    for name, peer, model in [("scikit-learn's forest, FastAPI", "scikit-learn", forest),
                              ("wp's model in ONNX Runtime, FastAPI", "onnx", graph)]:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "serve_app:app", "--app-dir", "bench", "--port", str(port),
             "--workers", str(CORES), "--log-level", "error", "--no-access-log"],
            env={**os.environ, "PEER": peer, "MODEL": str(model), "OMP_NUM_THREADS": "1"})
        try:
            for _ in range(300):
                try:
                    http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
                    break
                except OSError:
                    time.sleep(0.1)
            time.sleep(2)
            run(name, port, "/predict", lambda rows: {"rows": [features(at) for at in range(rows)]})
        finally:
            process.terminate()
            process.wait()
    return table


def main():
    before = load()
    with tempfile.TemporaryDirectory() as folder:
        rows, top, (connections, rate, (half, most)) = speed(folder)
        beside = peers(folder)
        abused, giants, answers = abuse(folder)
        seen, steady = steadiness(folder)
    after = load()
    print(f"""# The service: speed, load and abuse

`make bench-serve` wrote this: `wp serve` and its client on the same {CORES} cores, on loopback, keep-alive,
{SECONDS} seconds a run, release build. Load average when it began {before:.1f}, when it ended {after:.1f}; other work on the
machine counts against these figures.

| request | connections | requests/s | rows/s | median ms | 99% ms | CPU, µs |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
""" + "\n".join(rows) + f"""

"Always the same" is answered from the kept answers. "In words" includes reading the words and writing what was
understood, with 90% intervals. "Rows of the matrix" is the model alone, without intervals. CPU is what the service's
own threads take for a request, whatever else the machine does: the rate of two idle cores follows from it.

At half of the top rate, always other situations ({connections} connections that wait 0–16 ms between questions):
{rate:,.0f} a second, median {half:.2f} ms, 99% {most:.2f} ms.

## Beside other servers

The same rows of twelve features, in one run: `wp serve` (`/v2/models/wp/infer`), and behind FastAPI and uvicorn with
{CORES} workers (uvloop, httptools) scikit-learn's forest of 120 trees on the simulated sample, and ONNX Runtime with the file
of `wp export`.

| server | rows a request | requests/s | rows/s | median ms | 99% ms |
| --- | ---: | ---: | ---: | ---: | ---: |
""" + "\n".join(beside) + """

## Abuse

What others get, always other situations over eight connections, while somebody does this:

| meanwhile | requests/s | median ms | 99% ms | memory, MB |
| --- | ---: | ---: | ---: | ---: |
""" + "\n".join(abused) + f"""

{giants} bodies of 1 GB were sent in chunks; the answers: {", ".join(answers)} (closed: refused while it was still sending).

## Memory

MB every {MEMORY_SECONDS / 10:.0f} seconds of {MEMORY_SECONDS / 60:.0f} minutes of questions that are always others, {steady:,.0f} a second: """
          + ", ".join(f"{mb:.0f}" for mb in seen) + """. Kept answers take
up to 32 MB of it.""")


main()
