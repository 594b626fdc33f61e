"""Write the model files of this release, and what the models predict, for the next releases.

``python tests/comparison/data/make_files.py 0.2`` writes ``model_0.2.skops``,
``pipeline_0.2.skops`` and ``predictions_0.2.json`` beside this file. Files of earlier releases
stay as they are.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.pipeline import make_pipeline
from skops import io

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV
from sk_epinet.comparison import save_model
from sk_epinet.datasets import load_landscape
from sk_epinet.genotypes import GenotypeEncoder

FOLDER = Path(__file__).parent
SMALL = {"hidden_layer_sizes": (3,), "max_iter": 3, "n_members": 1, "random_state": 0}
TABLE = pd.DataFrame(
    {
        "mutations": [
            "WT",
            "A2V",
            "A2G",
            "K5R",
            "L7F",
            "A2V:K5R",
            "A2V:L7F",
            "K5R:L7F",
            "A2G:L7F",
        ],
        "y": [0.25, 1.0, 2.0, 3.5, 1.25, 4.0, 2.5, 5.0, 3.0],
    }
)
NEW = ["A2G:K5R", "A2V:K5R:L7F"]


def main(release):
    """Write the files of a release."""
    landscape = load_landscape(TABLE)
    model = EpistaticNetRegressorCV(**SMALL, wh_weights=[0.01], alphas=[0.1], cv=2)
    model.fit(landscape.data, landscape.target)
    save_model(FOLDER / f"model_{release}.skops", model, landscape)
    pipeline = make_pipeline(GenotypeEncoder(), EpistaticNetRegressor(**SMALL))
    pipeline.fit(TABLE["mutations"], TABLE["y"])
    io.dump(pipeline, FOLDER / f"pipeline_{release}.skops", compression=8, compresslevel=9)
    data = landscape.read_like(NEW).data
    predictions = {
        "model": model.predict(data),
        "intervals": model.predict_interval(data, 0.9),
        "pipeline": pipeline.predict(pd.Series(NEW)),
    }
    text = json.dumps({name: np.round(v, 9).tolist() for name, v in predictions.items()}, indent=1)
    (FOLDER / f"predictions_{release}.json").write_text(text + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
