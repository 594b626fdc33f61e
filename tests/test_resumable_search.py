"""The search of the page on clusters goes on after a kill with the candidates that are missing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV

from sk_epinet import EpistaticNetRegressor
from sk_epinet.cross_validation import GenotypeKFold
from sk_epinet.datasets import make_walsh_landscape

DOCS = Path(__file__).parents[1] / "docs"
GRID = {"max_iter": [5, 6, 7]}
SETTINGS = {"hidden_layer_sizes": (8,), "n_members": 1, "random_state": 0}
CV = GenotypeKFold(3, shuffle=True, random_state=0)

# Each fit writes its max_iter to a file, and the one of a given number kills the process.
PROGRAM = """
import os, signal, sys
from pathlib import Path
import numpy as np
from skorch.callbacks import Callback

sys.path[:0] = sys.argv[1:3]
from resumable_search import search
from sk_epinet import EpistaticNetRegressor
from sk_epinet.datasets import make_walsh_landscape
from tests.test_resumable_search import CV, GRID, SETTINGS

folder, log, fatal = Path(sys.argv[3]), Path(sys.argv[4]), int(sys.argv[5])

class Kill(Callback):
    def on_epoch_end(self, net, **kwargs):
        if len(net.history) == 1:
            with log.open("a") as file:
                file.write(f"{net.max_epochs} ")
        if len(net.history) == 3 and len(log.read_text().split()) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

X, y, _ = make_walsh_landscape(5, 4, noise=0.2, random_state=0)
model = EpistaticNetRegressor(**SETTINGS, callbacks=[Kill()])
table = search(model, GRID, X, y, folder, cv=CV, scoring="r2")
table = table.sort_index()
sys.stdout.buffer.write(np.array(table["test_scores"].tolist()).tobytes())
"""


@pytest.fixture(scope="module")
def expected():
    """The scores of each fold and candidate in a GridSearchCV that nobody ends."""
    X, y, _ = make_walsh_landscape(5, 4, noise=0.2, random_state=0)
    model = EpistaticNetRegressor(**SETTINGS)
    results = GridSearchCV(model, GRID, cv=CV, scoring="r2").fit(X, y).cv_results_
    return np.array([results[f"split{fold}_test_score"] for fold in range(3)]).T


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_search_that_was_killed_goes_on(expected, tmp_path):
    folder, log = tmp_path / "scores", tmp_path / "log"
    command = [sys.executable, "-c", PROGRAM, DOCS, DOCS.parent, folder, log]
    fitted = []
    for fatal, status in ((5, -signal.SIGKILL), (99, 0)):
        ended = subprocess.run([*command, str(fatal)], stdout=subprocess.PIPE, check=False)
        assert ended.returncode == status
        fitted.append(log.read_text().split()[sum(map(len, fitted)) :])
    assert [" ".join(own) for own in fitted] == ["5 5 5 6 6", "6 6 6 7 7 7"]
    np.testing.assert_array_equal(np.frombuffer(ended.stdout).reshape(3, 3), expected)


def test_other_data_parameters_and_versions_are_other_calls(expected, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    import resumable_search

    X, y, _ = make_walsh_landscape(5, 4, noise=0.2, random_state=0)
    model = EpistaticNetRegressor(**SETTINGS)

    def count_outputs(y=y, **changes):
        changed = EpistaticNetRegressor(**SETTINGS | changes)
        resumable_search.search(changed, {"max_iter": [5]}, X, y, tmp_path, cv=CV, scoring="r2")
        return sum("output.pkl" in files for _, _, files in os.walk(tmp_path))

    table = resumable_search.search(model, {"max_iter": [5]}, X, y, tmp_path, cv=CV, scoring="r2")
    np.testing.assert_array_equal(table["test_scores"].iloc[0], expected[0])
    assert count_outputs() == 1
    assert count_outputs(y=y + X[:, 0]) == 2
    assert count_outputs(alpha=0.2) == 3
    monkeypatch.setattr(resumable_search, "version", lambda name: "another")
    assert count_outputs() == 4
