"""What the ONNX file of the shipped model costs in ONNX Runtime: size, loading, plays a second, memory.

    target/python-venv/bin/python bench/onnx_speed.py MATRIX.parquet > reports/benchmarks/onnx.md

MATRIX is a season's features (`wp features`).
"""

import os
import resource
import statistics
import sys
import time

import nflwp as wp
import numpy as np
import onnxruntime
import polars as pl

ROWS = 4096


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def median_seconds(run, times):
    seconds = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)


def main(path):
    before = os.getloadavg()[0]
    model = wp.Model.shipped()
    matrix = pl.read_parquet(path)
    x = matrix.select(model.features).to_numpy().astype(np.float32)
    begin = time.perf_counter()
    data = model.to_onnx()
    written = time.perf_counter() - begin
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    begin = time.perf_counter()
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    loaded = time.perf_counter() - begin
    down, seconds = matrix["down"].to_numpy(), matrix["game_seconds_remaining"].to_numpy()
    kinds = [
        ("a season's plays in their order", np.arange(len(x))),
        ("first to third downs before the last six minutes", np.flatnonzero((down < 4) & (seconds > 360))),
        ("first to third downs of the last six minutes", np.flatnonzero((down < 4) & (seconds <= 360))),
        ("fourth downs before the last six minutes", np.flatnonzero((down == 4) & (seconds > 360))),
        ("fourth downs of the last six minutes", np.flatnonzero((down == 4) & (seconds <= 360))),
    ]
    lines, peaks = [], []
    for name, rows in kinds:
        rows = rows[:ROWS]
        said = {"features": x[rows]}
        session.run(None, said)
        lines.append(f"| {name} | {len(rows):,} | {len(rows) / median_seconds(lambda: session.run(None, said), 3):,.0f} |")
        peaks.append(peak())
    one = [{"features": x[at : at + 1]} for at in kinds[1][1][:50]]
    alone = median_seconds(lambda: [session.run(None, row) for row in one], 5) / len(one)
    print(f"""# The ONNX file's size and speed

`make bench-onnx` wrote this: the shipped model with its {session.get_outputs()[1].shape[1]} members in ONNX Runtime
{onnxruntime.__version__}, {os.cpu_count()} cores, both outputs, at most {ROWS:,} plays a call. Load average when it began: {before:.1f}.

| snaps | in a call | a second |
| --- | ---: | ---: |
""" + "\n".join(lines) + f"""

{len(data) / 1e6:.1f} MB, written in {written:.1f} s, loaded in {loaded:.1f} s. A snap alone (first to third down, no ending): {1e3 * alone:.1f} ms.
Peak memory of the process: {peaks[0]:,.0f} MB with a call of the season's plays, {peaks[-1]:,.0f} MB with one of fourth downs alone.""")


main(sys.argv[1])
