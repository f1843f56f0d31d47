"""What `wp serve` is measured beside: a model behind FastAPI, as many would put it into
production. `PEER` is scikit-learn (a forest that `MODEL` holds) or onnx (a file of `wp export`)."""

import os

import numpy as np
from fastapi import FastAPI
from pydantic import BaseModel

MODEL = os.environ["MODEL"]

if os.environ["PEER"] == "scikit-learn":
    import warnings

    import joblib

    # About its own threads, on every request.
    warnings.filterwarnings("ignore", category=UserWarning, module="sklearn")
    forest = joblib.load(MODEL)

    def predict(rows):
        return forest.predict_proba(rows)[:, 1]
else:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(MODEL, options)
    taken = session.get_inputs()[0]
    number = np.float64 if "double" in taken.type else np.float32

    def predict(rows):
        return session.run(None, {taken.name: rows.astype(number)})[0].reshape(len(rows), -1)[:, -1]


class Rows(BaseModel):
    rows: list[list[float]]


app = FastAPI()


@app.post("/predict")
def answer(asked: Rows):
    return {"wp": predict(np.asarray(asked.rows, dtype=np.float32)).tolist()}
