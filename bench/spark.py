"""Forests on Spark: nflwp's `fit_spark`, MLlib's and XGBoost's estimators, on the same simulated
plays, in one session of two cores; and what a level of nflwp's growth moves.

    target/spark-venv/bin/python bench/spark.py [SEASONS] > reports/scale/spark.md

SEASONS train (default 8) and two more test. Shuffled bytes are Spark's own counts (its REST
interface), results sent to the driver beside them.
"""

import gc
import json
import os
import sys
import tempfile
import time
import urllib.request
import warnings
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyspark
import xgboost
from pyspark.ml.classification import RandomForestClassifier as MLlib
from pyspark.ml.feature import VectorAssembler
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from sklearn.metrics import log_loss
from xgboost.spark import SparkXGBClassifier

import nflwp
import nflwp.spark
from nflwp import _nflwp
from nflwp.forest import RandomForestClassifier

warnings.filterwarnings("ignore")
os.environ["PYSPARK_PYTHON"] = sys.executable
SEASONS = int(sys.argv[1]) if len(sys.argv) > 1 else 8
TREES, LEAF, MTRY, DEPTH = 50, 200, 4, 12
FEATURES = [
    "score_differential", "half_seconds_remaining", "game_seconds_remaining", "down", "ydstogo",
    "yardline_100", "posteam_timeouts_remaining", "defteam_timeouts_remaining", "spread_line",
    "total_line", "qtr", "receive_2h",
]


def session():
    builder = SparkSession.builder.master("local[2]").appName("nflwp bench")
    for key, value in {
        "spark.driver.memory": "6g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.retainedStages": "100000",
        "spark.ui.retainedJobs": "100000",
    }.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def moved(spark):
    """Jobs, bytes shuffled and bytes of results so far."""
    context = spark.sparkContext
    time.sleep(1.0)
    at = f"{context.uiWebUrl}/api/v1/applications/{context.applicationId}"
    with urllib.request.urlopen(f"{at}/stages?status=complete") as answer:
        stages = json.load(answer)
    with urllib.request.urlopen(f"{at}/jobs") as answer:
        jobs = len(json.load(answer))
    shuffled = sum(stage["shuffleWriteBytes"] for stage in stages)
    return np.array([jobs, shuffled, sum(stage.get("resultSize", 0) for stage in stages)])


def processor():
    """Seconds of processor time of this process and all below it, those that ended included."""
    parents, spent = {}, {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit():
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(fields[1])
                spent[int(entry.name)] = sum(map(int, fields[11:15]))
        except OSError:
            continue
    mine = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
        mine |= more
    return sum(spent.get(pid, 0) for pid in mine) / os.sysconf("SC_CLK_TCK")


def plays(spark, folder, years):
    files = [f"{folder}/play_by_play_{year}.parquet" for year in years]
    home = F.col("posteam") == F.col("home_team")
    df = spark.read.parquet(*files).where("down is not null and result != 0")
    df = df.withColumn("won", (home == (F.col("result") > 0)).cast("int"))
    df = df.withColumn("receive_2h", (F.col("qtr") <= 2).cast("int"))
    signed = F.when(home, F.col("spread_line")).otherwise(-F.col("spread_line"))
    return df.withColumn("spread_line", signed).select("game_id", "won", *FEATURES)


def measured(spark, rows):
    """Each fit: name, seconds, log loss, jobs, bytes."""
    train, test = rows
    x = np.column_stack([test[f].to_numpy().astype(np.float32) for f in FEATURES])
    y = test["won"].to_numpy()
    vectors = VectorAssembler(inputCols=FEATURES, outputCol="x").transform(train).cache()
    vectors.count()
    train = train.cache()
    train.count()
    named = spark.createDataFrame(test.to_pandas())
    named = VectorAssembler(inputCols=FEATURES, outputCol="x").transform(named)

    def ours(depth):
        forest = RandomForestClassifier(
            TREES, min_samples_leaf=LEAF, max_features=MTRY, max_depth=depth, random_state=1)
        forest.fit_spark(train, features=FEATURES, target="won", group="game_id")
        return lambda: forest.predict_proba(x)[:, 1]

    def mllib():
        model = MLlib(
            featuresCol="x", labelCol="won", numTrees=TREES, maxDepth=DEPTH, maxBins=255,
            minInstancesPerNode=LEAF, featureSubsetStrategy=str(MTRY), seed=1,
            maxMemoryInMB=1024).fit(vectors)
        return lambda: probabilities(model.transform(named))

    def boosted():
        model = SparkXGBClassifier(
            features_col="x", label_col="won", num_workers=2, n_estimators=100, max_depth=6,
            learning_rate=0.1, tree_method="hist", max_bin=255, random_state=1).fit(vectors)
        return lambda: probabilities(model.transform(named))

    def probabilities(frame):
        return np.array([row["probability"][1] for row in frame.select("probability").collect()])

    fits = [
        # The first one starts the processes of Python's and is not shown.
        (None, lambda: ours(2)),
        (f"nflwp, depth {DEPTH}", lambda: ours(DEPTH)),
        ("nflwp, any depth", lambda: ours(None)),
        (f"MLlib RandomForestClassifier, depth {DEPTH}", mllib),
        ("XGBoost SparkXGBClassifier, 100 rounds, depth 6", boosted),
    ]
    for name, fit in fits:
        gc.collect()
        before = moved(spark)
        begin, used = time.perf_counter(), processor()
        predict = fit()
        seconds, used = time.perf_counter() - begin, processor() - used
        yield name, seconds, used, log_loss(y, predict()), moved(spark) - before


def levels(table):
    """What each level of the growth moves, counted without Spark: nodes, bytes, CPU seconds."""
    x = np.column_stack([table[f].to_numpy().astype(np.float32) for f in FEATURES])
    y = table["won"].to_numpy().astype(np.float64)
    _, group = np.unique(table["game_id"].to_numpy(zero_copy_only=False), return_inverse=True)
    group = group.astype(np.uint32)
    trees = 10
    forest = RandomForestClassifier(trees, min_samples_leaf=LEAF, max_features=MTRY, random_state=1)
    asked = forest._settings(*x.shape, 2)
    sketch = _nflwp.Sketch(len(FEATURES))
    sketch.add(x)
    edges = sketch.edges(255)
    half = len(x) // 2
    blocks = [
        _nflwp.coded_block(edges, x[a:b], y[a:b], 2, (0.0, 1.0), group[a:b])[0]
        for a, b in ((0, half), (half, len(x)))
    ]
    held = np.bincount(group).astype(np.uint64)
    sums = np.bincount(group, weights=y).astype(np.uint64)
    growth = _nflwp.Growth(asked, edges, held, sums, 1, trees, 1)
    places = [None, None]
    begin = time.process_time()
    forest.set_params(n_jobs=1).fit(x, y, groups=group)
    alone = time.process_time() - begin
    yield len(x), sum(map(len, blocks)), alone / trees
    while (sent := growth.level()) is not None:
        level = _nflwp.Level.from_bytes(sent)
        counts = defaultdict(list)
        begin = time.process_time()
        for at, block in enumerate(blocks):
            places[at], answers = level.count(block, places[at])
            for tree, answer in answers:
                counts[tree].append(answer)
        counted = time.process_time()
        answers = [(tree, level.solve(tree, some)) for tree, some in counts.items()]
        solved = time.process_time()
        size = sum(len(part) for some in counts.values() for part in some)
        drawn = level.open_rows() or (0, 0, 16)
        yield (
            level.depth, len(sent) / trees, size / trees / 2, drawn[0] / trees,
            (counted - begin) / trees, (solved - counted) / trees,
        )
        growth.tell(answers)
    growth.finish()


def main():
    spark = session()
    with tempfile.TemporaryDirectory() as folder:
        years = list(range(3001, 3001 + SEASONS + 2))
        nflwp.spark.simulate(seasons=years, out=folder, seed=27, session=spark)
        train = plays(spark, folder, years[:SEASONS])
        test = plays(spark, folder, years[SEASONS:]).toArrow()
        rows = train.count()
        report(spark, rows, test, train)


def report(spark, rows, test, train):
    print("# Forests on Spark\n")
    print("Written by `make bench-spark`; what it means is in [docs/scale.md](../../docs/scale.md).\n")
    print(
        f"{rows:,} simulated plays of {SEASONS} seasons train, {test.num_rows:,} of two more test; "
        f"{len(FEATURES)} features; `local[2]`, {os.cpu_count()} cores, load average "
        f"{os.getloadavg()[0]:.1f} when it began. pyspark {pyspark.__version__}, "
        f"xgboost {xgboost.__version__}, nflwp {nflwp.__version__}. Forests: {TREES} trees, at least "
        f"{LEAF} plays a leaf, {MTRY} features a split, 255 bins. SynapseML (LightGBM on Spark) is "
        "not compared: it comes from Maven, which is out of reach here.\n"
    )
    print(
        "| fit | seconds | processor seconds | log loss | jobs | shuffled, MB | "
        "results to the driver, MB |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, seconds, used, loss, (jobs, shuffled, results) in measured(spark, (train, test)):
        if name is None:
            continue
        mb = f"{shuffled / 1e6:.1f} | {results / 1e6:.1f}"
        print(f"| {name} | {seconds:.1f} | {used:.1f} | {loss:.4f} | {jobs} | {mb} |", flush=True)
    print(f"\nLoad average at the end: {os.getloadavg()[0]:.1f}.\n")
    steps = levels(train.toArrow())
    count, coded, alone = next(steps)
    print("## What a level moves\n")
    print(
        f"One tree of {count:,} rows in two blocks ({coded / count:.0f} bytes a row, coded), mean of "
        "10, every level by histograms; grown on one machine it takes "
        f"{alone * 1e3:.1f} ms of one core.\n"
    )
    print(
        "| depth | sent to each executor, KB | answer of a block, KB | rows drawn in open nodes | "
        "counting, ms | adding up and searching, ms |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for depth, sent, size, drawn, counting, solving in steps:
        print(
            f"| {depth} | {sent / 1e3:.2f} | {size / 1e3:.1f} | {drawn:,.0f} | "
            f"{counting * 1e3:.2f} | {solving * 1e3:.2f} |"
        )


if __name__ == "__main__":
    main()
