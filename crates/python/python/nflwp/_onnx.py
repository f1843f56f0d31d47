"""Forests as ONNX models: trees of the ai.onnx.ml operators."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._nflwp import FittedForest

#: Versions of the operators that are used.
_OPSET, _ML_OPSET, _IR = 17, 3, 8


def exported(estimator: Any, fitted: FittedForest) -> Any:
    """A fitted estimator of :mod:`nflwp.forest` as ``onnx.ModelProto``."""
    try:
        from onnx import TensorProto, helper, numpy_helper
    except ImportError as error:
        raise ImportError("to_onnx needs the package onnx\nhint: pip install onnx") from error
    classes = getattr(estimator, "classes_", None)
    forests = fitted.arrays()
    told = 1 + max(forest["class"] for forest in forests)
    trees = _nodes(forests, told)
    nodes = [
        helper.make_node(
            "TreeEnsembleRegressor", ["X"], ["shares"], domain="ai.onnx.ml", name="trees", **trees
        )
    ]
    constants = []

    def constant(name: str, value: Any) -> str:
        constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    if classes is None:
        low, high = fitted.range
        span = constant("span", np.array([high - low], dtype=np.float32))
        base = constant("base", np.array([low], dtype=np.float32))
        nodes.append(helper.make_node("Mul", ["shares", span], ["scaled"]))
        nodes.append(helper.make_node("Add", ["scaled", base], ["variable"]))
        outputs = [helper.make_tensor_value_info("variable", TensorProto.FLOAT, [None, 1])]
    else:
        if told == 1:
            one = constant("one", np.array([1.0], dtype=np.float32))
        if len(classes) == 1:
            nodes.append(helper.make_node("Sub", ["shares", "shares"], ["none"]))
            nodes.append(helper.make_node("Add", ["none", one], ["probabilities"]))
        elif told == 1:
            nodes.append(helper.make_node("Sub", [one, "shares"], ["rest"]))
            nodes.append(helper.make_node("Concat", ["rest", "shares"], ["probabilities"], axis=1))
        else:
            # Where no class has a share all are as likely.
            tiny = constant("tiny", np.array([1e-30], dtype=np.float32))
            axis = constant("axis", np.array([1], dtype=np.int64))
            nodes.append(helper.make_node("Add", ["shares", tiny], ["some"]))
            nodes.append(helper.make_node("ReduceSum", ["some", axis], ["sum"], keepdims=1))
            # Raised to the power that makes shares probabilities, and scaled again.
            power = constant("power", np.array([fitted.power], dtype=np.float32))
            nodes.append(helper.make_node("Div", ["some", "sum"], ["scaled"]))
            nodes.append(helper.make_node("Pow", ["scaled", power], ["raised"]))
            nodes.append(helper.make_node("ReduceSum", ["raised", axis], ["all"], keepdims=1))
            nodes.append(helper.make_node("Div", ["raised", "all"], ["probabilities"]))
        labels = np.asarray(classes)
        kind = TensorProto.INT64
        if labels.dtype.kind in "iub":
            labels = labels.astype(np.int64)
        else:
            labels, kind = labels.astype(str).astype(object), TensorProto.STRING
        names = constant("classes", labels)
        nodes.append(helper.make_node("ArgMax", ["probabilities"], ["best"], axis=1, keepdims=0))
        nodes.append(helper.make_node("Gather", [names, "best"], ["label"]))
        outputs = [
            helper.make_tensor_value_info("label", kind, [None]),
            helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, len(classes)]),
        ]
    inputs = [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, estimator.n_features_in_])]
    graph = helper.make_graph(nodes, "forest", inputs, outputs, constants)
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("ai.onnx.ml", _ML_OPSET)]
    model = helper.make_model(graph, producer_name="nflwp", opset_imports=opsets, ir_version=_IR)
    features = getattr(estimator, "feature_names_in_", None)
    if features is not None:
        helper.set_model_props(model, {"features": ",".join(map(str, features))})
    return model


def _nodes(forests: list[dict[str, Any]], told: int) -> dict[str, Any]:
    """The attributes of a TreeEnsembleRegressor whose targets are the classes that
    are told apart: each the mean of its trees' leaves, from 0 to 1."""
    all_trees = sum(len(f["offsets"]) - 1 for f in forests if f["class"] == 0)
    ids: dict[str, list[Any]] = {
        name: []
        for name in (
            "nodes_treeids nodes_nodeids nodes_featureids nodes_values nodes_modes "
            "nodes_truenodeids nodes_falsenodeids nodes_missing_value_tracks_true "
            "target_treeids target_nodeids target_ids target_weights"
        ).split()
    }
    number = 0
    for forest in forests:
        columns, edges = forest["columns"], forest["edges"]
        weights = forest["leaf_values"] / float(forest["top_value"]) / all_trees
        leaf = 0
        for first, last in zip(forest["offsets"][:-1], forest["offsets"][1:]):
            splits = 0
            for at, node in enumerate(forest["nodes"][first:last].tolist()):
                column, threshold = node & 255, node >> 8
                is_leaf = threshold == 255
                feature, missing_left = (0, 0) if is_leaf else divmod(column, 2)
                ids["nodes_treeids"].append(number)
                ids["nodes_nodeids"].append(at)
                ids["nodes_missing_value_tracks_true"].append(missing_left)
                ids["nodes_featureids"].append(int(columns[feature]) if columns else feature)
                if is_leaf:
                    ids["nodes_modes"].append("LEAF")
                    ids["nodes_values"].append(0.0)
                    ids["nodes_truenodeids"].append(0)
                    ids["nodes_falsenodeids"].append(0)
                    ids["target_treeids"].append(number)
                    ids["target_nodeids"].append(at)
                    ids["target_ids"].append(forest["class"] if told > 1 else 0)
                    ids["target_weights"].append(float(weights[leaf]))
                    leaf += 1
                    continue
                place = threshold - missing_left
                rising = edges[feature]
                ids["nodes_modes"].append("BRANCH_LEQ")
                ids["nodes_values"].append(rising[place] if place < len(rising) else np.inf)
                ids["nodes_truenodeids"].append(2 * splits + 1)
                ids["nodes_falsenodeids"].append(2 * splits + 2)
                splits += 1
            number += 1
    return {
        **ids,
        "n_targets": told,
        "aggregate_function": "SUM",
        "post_transform": "NONE",
    }
