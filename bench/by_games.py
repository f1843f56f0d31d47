"""The peers' forests on a bootstrap of games, which none of them can draw by itself.

Each tree is a fit of its own: on the rows of the games that were drawn for it, a row weighing as often as
its game was drawn. The settings are those of peers.py; a least leaf is one of different rows where the
library counts rows, and where it counts weights, as XGBoost does, as many times 200 as a row weighs on average.
All of them predict the mean of the trees. For the log loss, not for the time: a library is faster in one fit.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np


class ByGames:
    """Forests of `peers` (LightGBM, XGBoost and ScikitLearn of peers.py), tree by tree."""

    def __init__(self, data, peers, leaf, mtry):
        self.data, self.peers, self.leaf, self.mtry = data, peers, leaf, mtry

    def weights(self, tree, seed):
        """How often each row's game was drawn for this tree."""
        games = self.data.game.max() + 1
        drawn = np.random.default_rng([seed, tree]).integers(0, games, games)
        return np.bincount(drawn, minlength=games)[self.data.game].astype("float32")

    def predict(self, who, trees, seed):
        one = {"LightGBM": self.lightgbm, "XGBoost": self.xgboost, "scikit-learn": self.scikit_learn}[who]
        if who == "scikit-learn":  # One thread a tree; the others take both for one.
            with ThreadPoolExecutor(2) as pool:
                return sum(pool.map(lambda tree: one(tree, seed), range(trees))) / trees
        return sum(one(tree, seed) for tree in range(trees)) / trees

    def lightgbm(self, tree, seed):
        peer, weights = self.peers["LightGBM"], self.weights(tree, seed)
        params = {k: v for k, v in peer.params.items() if not k.startswith("bagging") and k != "boosting"}
        # The first tree of boosting at rate 1 is a tree on the labels.
        params.update(learning_rate=1, num_threads=2, seed=seed * 1000 + tree)
        rows = np.flatnonzero(weights)
        sample = peer.set.subset(rows).construct()
        sample.set_weight(weights[rows])
        return peer.lib.train(params, sample, 1).predict(self.data.test_x)

    def xgboost(self, tree, seed):
        peer, weights = self.peers["XGBoost"], self.weights(tree, seed)
        params = dict(peer.params(1, 2, seed * 1000 + tree), subsample=1,
                      min_child_weight=self.leaf * weights[weights > 0].mean())
        peer.set.set_weight(weights)
        model = peer.lib.train(params, peer.set, 1)
        peer.set.set_weight(np.ones_like(weights))
        return model.inplace_predict(self.data.test_x)

    def scikit_learn(self, tree, seed):
        from sklearn.tree import DecisionTreeClassifier

        model = DecisionTreeClassifier(
            min_samples_leaf=self.leaf, max_features=self.mtry, random_state=seed * 1000 + tree)
        model.fit(self.peers["scikit-learn"].x, self.data.y, sample_weight=self.weights(tree, seed))
        return model.predict_proba(self.data.fill(self.data.test_x))[:, 1]
