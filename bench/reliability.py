"""What becomes of files when things go wrong, and whether the same rows give the same bits.

    python bench/reliability.py target/release/wp [--kills 200] > reports/reliability/…

`make reliability` runs it. Killed at random moments: every command that writes, each time
compared with what an undisturbed run writes; a full disk; a folder that cannot be written
to; a file that cannot be read; a clock set back; a gigabyte in one cell, line and
situation; the same rows as Parquet and CSV by pandas and polars. Everything happens in a
temporary folder on the bundled sample. As root a small file system is mounted for the full
disk; else the limit of a file's size stands for it.
"""

import argparse
import functools
import http.server
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import pandas
import polars
import pyarrow
import pyarrow.parquet as pq

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SAMPLE = os.path.join(ROOT, "data", "sample")
ONE = os.path.join(SAMPLE, "play_by_play_3001.parquet")
GIGABYTE = 1 << 30


def environment():
    names = ("WP_DATA", "WP_MODEL", "WP_THREADS", "WP_CONFIG")
    return {k: v for k, v in os.environ.items() if k not in names} | {"WP_DATA": SAMPLE, "XDG_CONFIG_HOME": "/nonexistent"}


def run(command, **more):
    return subprocess.run(command, capture_output=True, env=environment(), **more)


def contents(folder):
    """Every file below a folder with its bytes."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as f:
                found[os.path.relpath(path, folder)] = f.read()
    return found


# What writes, with the output in the working folder.
WRITERS = {
    "score to Parquet": "score --no-intervals --out s.parquet",
    "score to CSV": "score --seasons 3001 --no-intervals --out s.csv",
    "score to JSON Lines": "score --seasons 3001 --no-intervals --out s.jsonl",
    "features": "features --out f.parquet",
    "train": "train --trees 20 --model t.model",
    "evaluate": "evaluate --seasons 3003 --out report",
    "chart": "chart --game 3001_01_S20_S28 --out c.png --out c.svg --out c.html",
    "small charts": "chart --season 3001 --team S01 --out k.png --out k.html",
    "games": "games --season 3001 --html g.html",
    "two-point card": "two-point --chart --out card.png",
    "simulate": "simulate --seasons 2 --games 40 --out league",
    "fourth downs": "fourth-down --seasons 3001 --no-intervals --out d.csv",
    "ratings": "ratings --out r.png",
    "describe": "describe --out d.png",
    "ONNX": "export --onnx m.onnx",
    "manual pages": "man --out man",
    "fetch": "fetch --seasons 2021-2022 --dir pbp --url {url}",
    "backtest": "backtest --from 3003 --to 3003 --out backtest --cache cache",
    "search": "search --table {table} --label win --groups game_id --most 2 --out search --cache cache",
    "coverage": "coverage --leagues 1 --plain-leagues 0 --games 100 --plays 20 --rollouts 50 --out coverage --cache cache",
}
#: Seconds above which a command is killed in every fourth round only.
SLOW = 15


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def mirror(folder):
    """The sample under the names and seasons of nflverse's files, and a server of it."""
    site = os.path.join(folder, "site")
    for part in ("pbp", "schedules"):
        os.makedirs(os.path.join(site, part))
    for own, season in ((3001, 2021), (3002, 2022)):
        plays = polars.read_parquet(os.path.join(SAMPLE, f"play_by_play_{own}.parquet"))
        plays = plays.with_columns(polars.lit(season, polars.Int32).alias("season"),
                                   polars.col("game_id").str.replace(str(own), str(season)))
        plays.write_parquet(os.path.join(site, "pbp", f"play_by_play_{season}.parquet"))
    shutil.copy(os.path.join(SAMPLE, "games.parquet"), os.path.join(site, "schedules"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site))
    server.handle_error = lambda *_: None  # whoever asked was killed
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def unfinished(path):
    """Whether a file is not under its final name: .NAME.XXXXXX, NAME.part, or what a
    resumed run keeps for itself."""
    if path.split(os.sep)[0] == "cache":
        return True
    parts = os.path.basename(path).split(".")
    return parts[0] == "" and len(parts[-1]) == 6 or ".part" in os.path.basename(path) or path.endswith(".wp-fetch.lock")


def kills(wp, folder, most):
    """SIGKILL at random moments, every other time within 50 ms of the first file;
    a file under its final name is the whole one."""
    random.seed(25)
    usable = []
    server = mirror(folder)
    table = os.path.join(folder, "table.parquet")
    run([wp, "features", "--out", table], check=True)
    filled = {"url": f"http://127.0.0.1:{server.server_port}", "table": table}
    for name, words in WRITERS.items():
        words = words.format(**filled)
        place = os.path.join(folder, "whole", name.replace(" ", "-"))
        os.makedirs(place)
        start = time.time()
        done = run([wp, *words.split(), "--quiet"], cwd=place)
        seconds = time.time() - start
        if done.returncode:
            print(f"- {name}: `wp {words}` fails undisturbed: {done.stderr.decode().strip()}")
            continue
        usable.append((name, words, seconds, contents(place)))
    killed = {name: 0 for name, *_ in usable}
    files = half = stayed = 0
    total = turn = 0
    while total < most:
        turn += 1
        for name, words, seconds, whole in usable:
            if seconds > SLOW and turn % 4:
                continue
            place = tempfile.mkdtemp(dir=folder)
            child = subprocess.Popen([wp, *words.split(), "--quiet"], cwd=place, env=environment(),
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if turn % 2:
                time.sleep(random.uniform(0.0, 1.05 * seconds))
            else:
                # While it writes.
                while child.poll() is None and not os.listdir(place):
                    time.sleep(0.001)
                time.sleep(random.uniform(0.0, 0.05))
            child.send_signal(signal.SIGKILL)
            if child.wait() == -signal.SIGKILL:
                killed[name] += 1
                total += 1
            for path, found in contents(place).items():
                if unfinished(path):
                    stayed += 1
                    continue
                files += 1
                if not same(path, found, whole.get(path)):
                    half += 1
                    print(f"- **{name}: {path} is not what it should be ({len(found)} bytes)**")
            shutil.rmtree(place)
    print(f"{total} runs of {len(usable)} commands were killed (SIGKILL) at random moments, half of them as they began to write: "
          + ", ".join(f"{name} {n}" for name, n in killed.items()) + f". {files} files stood under their final names afterwards; "
          f"{half} of them were not the whole file, byte for byte. {stayed} unfinished files stood under temporary names, "
          "which the next run of the same output removes (tests/manners.rs).")


def same(path, found, whole):
    """The same bytes; of fetch's list, which notes when a file came, a whole one."""
    if os.path.basename(path) != ".wp-fetch.json":
        return found == whole
    try:
        return json.loads(found)["files"].keys() <= json.loads(whole)["files"].keys()
    except (ValueError, KeyError):
        return False


def told(name, done, place, expect):
    """A line about a run that had to fail with a message and leave nothing."""
    said = done.stderr.decode().strip().splitlines()
    left = [path for path in contents(place)] if place else []
    fine = done.returncode == 1 and said and said[0].startswith("error:") and expect in said[0] and not left
    first = re.sub(r'[^ "]*/tmp[^/ ]*/', "…/", said[0]) if said else "nothing"
    print(f"| {name} | {done.returncode} | {first} | {'nothing' if not left else ', '.join(left)} | {'yes' if fine else '**no**'} |")


def full(wp, folder):
    print("| what | exit code | message | left behind | as it should be |\n| --- | ---: | --- | --- | --- |")
    small = os.path.join(folder, "small")
    os.makedirs(small)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24k", "none", small], capture_output=True).returncode == 0

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    try:
        for name in ("score to Parquet", "score to CSV", "features", "train", "chart", "games", "two-point card", "ONNX"):
            if mounted:
                done = run([wp, *WRITERS[name].split()], cwd=small)
                told(f"disk full: {name}", done, small, "space")
                for path in contents(small):
                    os.remove(os.path.join(small, path))
            else:
                done = run([wp, *WRITERS[name].split()], cwd=small, preexec_fn=limit)
                told(f"file too large: {name}", done, small, "large")
    finally:
        if mounted:
            subprocess.run(["umount", small], check=True)
    # As somebody who may not write there.
    closed = os.path.join(folder, "closed")
    os.makedirs(closed)
    os.chmod(closed, 0o555)
    os.chmod(folder, 0o755)
    secret = os.path.join(folder, "play_by_play_3001.parquet")
    shutil.copy(ONE, secret)
    os.chmod(secret, 0)
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
    # Where the checkout is closed to others, the program and its data are read from here.
    copy = shutil.copy(wp, os.path.join(folder, "wp"))
    shutil.copytree(SAMPLE, os.path.join(folder, "sample"))
    away = environment() | {"WP_DATA": os.path.join(folder, "sample"), "HOME": folder}
    for name in ("score to Parquet", "train", "chart", "games", "simulate"):
        done = subprocess.run([*nobody, copy, *WRITERS[name].split()], cwd=closed, capture_output=True, env=away)
        told(f"read-only folder: {name}", done, closed, "denied")
    done = subprocess.run([*nobody, copy, "describe", "--data", secret], cwd="/", capture_output=True, env=away)
    told("no permission to read: describe", done, None, "denied")


SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
#include <sys/time.h>
static long shift(void) { static long n; return 86400L * 400 + 3600L * (n++ % 7); }
int clock_gettime(clockid_t id, struct timespec *t) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
  int r = real(id, t);
  if (id == CLOCK_REALTIME) t->tv_sec -= shift();
  return r;
}
"""


def clock(wp, folder):
    source, shim = os.path.join(folder, "clock.c"), os.path.join(folder, "clock.so")
    with open(source, "w") as f:
        f.write(SHIM)
    if subprocess.run(["cc", "-shared", "-fPIC", "-o", shim, source, "-ldl"], capture_output=True).returncode:
        print("No C compiler: not tried.")
        return
    same = []
    for name in ("score to Parquet", "train", "features", "ONNX"):
        outputs = []
        for preload in ({}, {"LD_PRELOAD": shim}):
            place = tempfile.mkdtemp(dir=folder)
            done = subprocess.run([wp, *WRITERS[name].split(), "--quiet"], cwd=place, capture_output=True, env=environment() | preload)
            outputs.append((done.returncode, contents(place)))
        same.append((name, outputs[0] == outputs[1] and outputs[0][0] == 0))
    print("With a clock that is 400 days behind and jumps by hours at every look: "
          + "; ".join(f"{name}: {'the same bytes' if fine else '**other bytes**'}" for name, fine in same) + ".")


def peak(command, **more):
    """Exit code, first line on stderr, seconds, memory of a run."""
    start = time.time()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), **more)
    out, err = child.communicate()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    first = (err.decode(errors="replace").strip().splitlines() or [""])[0]
    return child.returncode, first[:200], len(out), time.time() - start, memory


def large(wp, folder):
    print("| what | exit code | message | seconds | peak memory so far, MB |\n| --- | ---: | --- | ---: | ---: |")
    header = ("game_id,play_id,home_team,away_team,posteam,game_seconds_remaining,down,ydstogo,yardline_100,posteam_score,"
              "defteam_score,play_type,result,desc\n")
    row = "2015_01_BBB_AAA,1,AAA,BBB,BBB,3500,1,10,75,0,0,run,7,"
    cell = b"x" * (1 << 20)

    def gigabyte(f):
        for _ in range(GIGABYTE // len(cell)):
            f.write(cell)

    path = os.path.join(folder, "play_by_play_2015.csv")
    with open(path, "wb") as f:
        f.write((header + row).encode())
        gigabyte(f)
        f.write(f"\n{row.replace(',1,AAA', ',2,AAA')}short\n".encode())
    for what, words in [("describe, 1 GB in a cell", ["describe", "--data", path]),
                        ("score, 1 GB in a cell", ["score", "--no-intervals", "--data", path, "--out", os.path.join(folder, "g.csv")])]:
        code, said, _, seconds, memory = peak([wp, *words])
        print(f"| {what} | {code} | {said.replace(folder, '…')} | {seconds:.1f} | {memory:.0f} |")
    with open(path, "wb") as f:
        gigabyte(f)
        f.write(b"\n")
    for what, words in [("predict --situation -, a line of 1 GB", ["predict", "--situation", "-"]),
                        ("score --follow, a line of 1 GB", ["score", "--follow"])]:
        with open(path, "rb") as f:
            code, said, out, seconds, memory = peak([wp, *words], stdin=f)
        print(f"| {what} | {code} | {said or f'answered with {out} bytes'} | {seconds:.1f} | {memory:.0f} |")
    os.remove(path)


def bits(wp, folder):
    frame = pandas.read_parquet(ONE)
    place = os.path.join(folder, "bits")
    os.makedirs(place)
    writers = {
        "pandas.parquet": lambda p: frame.to_parquet(p), "pandas.csv": lambda p: frame.to_csv(p, index=False),
        "pandas.csv.gz": lambda p: frame.to_csv(p, index=False), "polars.parquet": lambda p: polars.read_parquet(ONE).write_parquet(p),
        "polars.csv": lambda p: polars.read_parquet(ONE).write_csv(p),
    }
    schedule = os.path.join(SAMPLE, "games.parquet")
    results = {}
    for name, write in writers.items():
        own = os.path.join(place, name.replace(".", "-"))
        os.makedirs(own)
        write(os.path.join(own, "play_by_play_3001" + name[name.index("."):]))
        shutil.copy(schedule, own)
        out = os.path.join(place, name + ".out.parquet")
        done = run([wp, "score", "--data", own, "--out", out, "--quiet"])
        if done.returncode:
            results[name] = done.stderr
            continue
        table = pq.read_table(out, columns=["wp", "home_wp", "wp_lower", "wp_upper", "wpa"])
        results[name] = tuple(table[c].combine_chunks().to_numpy(zero_copy_only=False).tobytes() for c in table.column_names)
    try:
        import nflwp
    except ImportError:
        print("(Data frames in memory need the wheel of `make wheel`: not tried.)")
    else:
        lines = polars.read_parquet(schedule)
        for name, frame in {"polars frame": polars.read_parquet(ONE), "pandas frame": frame,
                            "pyarrow table": pq.read_table(ONE)}.items():
            scored = pyarrow.table(nflwp.score(frame, schedule=lines))
            results[name] = tuple(scored[c].combine_chunks().cast("float32").to_numpy(zero_copy_only=False).tobytes()
                                  for c in table.column_names)
    first = results["pandas.parquet"]
    print(f"{len(frame):,} rows of the sample as " + ", ".join(results) + ": WP, its interval and WPA are "
          + ("the same bits in all of them." if all(r == first for r in results.values()) else
             "**not the same** in " + ", ".join(n for n, r in results.items() if r != first) + "."))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wp")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--only", default="kills,full,clock,large,bits")
    args = parser.parse_args()
    wp = os.path.abspath(args.wp)
    with tempfile.TemporaryDirectory() as folder:
        for name, title, part in [("kills", "Killed at random moments", lambda: kills(wp, folder, args.kills)),
                                  ("full", "Nowhere to write, nothing to read", lambda: full(wp, folder)),
                                  ("clock", "A clock set back", lambda: clock(wp, folder)),
                                  ("large", "A gigabyte at once", lambda: large(wp, folder)),
                                  ("bits", "The same rows in other files", lambda: bits(wp, folder))]:
            if name in args.only.split(","):
                print(f"## {title}\n")
                part()
                print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
