"""The strongest of others that are not everybody's first choice, for peers.py: fits by
scikit-learn-intelex (oneDAL), ydf (Yggdrasil) and biosphere (Rust), and predictions of
LightGBM's forest compiled by tl2cgen (C) and lleaves (LLVM).

Each fits as LightGBM's class there does: `fit(trees, threads, seed)` returns a clock and a
model, `predict(model, x, threads)` probabilities.
"""

import os

import numpy as np

SETTINGS = {
    "scikit-learn-intelex": "RandomForestClassifier as scikit-learn's, on oneDAL (histograms of 255 bins)",
    "ydf": "RandomForestLearner, regression of 0 and 1 (leaf means), min_examples 200, 4 candidate attributes, max_depth 14, "
           "bootstrap of rows, no out-of-bag; numbers discretized to 255 bins",
    "biosphere": "RandomForest, min_samples_leaf 200, max_features 4, max_depth 14, bootstrap of rows, exact splits; unknown as -1",
    "tl2cgen": "LightGBM's forest through treelite, compiled as C by gcc -O3",
    "lleaves": "LightGBM's forest compiled by LLVM, 32-bit floats",
}


class Sklearnex:
    def __init__(self, data, clock, leaf, mtry):
        self.data, self.x, self.clock, self.leaf, self.mtry = data, data.fill(data.x), clock, leaf, mtry

    def fit(self, trees, threads, seed):
        from sklearnex.ensemble import RandomForestClassifier

        model = RandomForestClassifier(n_estimators=trees, min_samples_leaf=self.leaf, max_features=self.mtry,
                                       n_jobs=threads, random_state=seed, max_bins=255)
        with self.clock() as clock:
            model.fit(self.x, self.data.y)
        return clock, model

    def predict(self, model, x, threads):
        model.n_jobs = threads
        return model.predict_proba(self.data.fill(x))[:, 1]


class Ydf:
    def __init__(self, data, clock, leaf, mtry):
        import ydf

        self.lib, self.clock, self.leaf, self.mtry = ydf, clock, leaf, mtry
        ydf.verbose(0)
        self.columns = lambda x: {f"x{i}": np.ascontiguousarray(c) for i, c in enumerate(x.T)}
        self.set = ydf.create_vertical_dataset(
            self.columns(data.x) | {"win": data.y.astype("float32")},
            columns=[ydf.Feature(f"x{i}", ydf.Semantic.DISCRETIZED_NUMERICAL) for i in range(data.x.shape[1])]
            + [ydf.Feature("win", ydf.Semantic.NUMERICAL)], include_all_columns=False)

    def fit(self, trees, threads, seed):
        learner = self.lib.RandomForestLearner(
            label="win", task=self.lib.Task.REGRESSION, num_trees=trees, min_examples=self.leaf,
            num_candidate_attributes=self.mtry, max_depth=14, compute_oob_performances=False, num_threads=threads,
            random_seed=seed)
        with self.clock() as clock:
            model = learner.train(self.set)
        return clock, model

    def predict(self, model, x, threads):
        return model.predict(self.columns(x), num_threads=threads)


class Biosphere:
    def __init__(self, data, clock, leaf, mtry):
        self.x, self.y = data.fill(data.x).astype("float64"), data.y.astype("float64")
        self.fill, self.clock, self.leaf, self.mtry = data.fill, clock, leaf, mtry

    def fit(self, trees, threads, seed):
        from biosphere import RandomForest

        model = RandomForest(n_estimators=trees, max_depth=14, max_features=self.mtry, min_samples_leaf=self.leaf,
                             random_state=seed, n_jobs=threads)
        with self.clock() as clock:
            model.fit(self.x, self.y)
        return clock, model

    def predict(self, model, x, threads):
        return model.predict(self.fill(x).astype("float64"))


class Tl2cgen:
    def __init__(self, booster, work):
        import tl2cgen
        import treelite

        self.lib = tl2cgen
        self.path = os.path.join(work, "forest.so")
        model = treelite.frontend.from_lightgbm(booster)
        tl2cgen.export_lib(model, toolchain="gcc", libpath=self.path, params={"parallel_comp": 8}, options=["-O3"])
        self.predictors = {}

    def predict(self, _, x, threads):
        if threads not in self.predictors:
            self.predictors[threads] = self.lib.Predictor(self.path, nthread=threads)
        return self.predictors[threads].predict(self.lib.DMatrix(x)).ravel()


class Lleaves:
    def __init__(self, booster, work):
        import lleaves

        path = os.path.join(work, "forest.txt")
        booster.save_model(path)
        self.model = lleaves.Model(model_file=path)
        self.model.compile(use_fp64=False)

    def predict(self, _, x, threads):
        return self.model.predict(x, n_jobs=threads)


FITS = {"scikit-learn-intelex": Sklearnex, "ydf": Ydf, "biosphere": Biosphere}
COMPILED = {"tl2cgen": Tl2cgen, "lleaves": Lleaves}
