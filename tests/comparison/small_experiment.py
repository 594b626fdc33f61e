"""A landscape in a file, and networks that are small enough to be trained in a test."""

from functools import partial

import pytest

from sk_epinet.comparison import _cli, _experiment
from sk_epinet.datasets import make_walsh_landscape


def small(methods):
    """Return a function that makes the same methods with small networks."""

    def make(n_sites, seed):
        made = methods(n_sites, seed)
        for estimator in made.values():
            names = estimator.get_params()
            if "hidden_layer_sizes" in names:
                estimator.set_params(hidden_layer_sizes=(8,), max_iter=60, n_members=1)
            if "wh_weights" in names:
                estimator.set_params(wh_weights=[0.01, 0.1], alphas=[0.1], cv=2)
        return made

    return make


@pytest.fixture
def fast(monkeypatch):
    """Make the command quick: small networks, and two splits of each toy landscape."""
    toys = partial(
        _experiment.compare_toys, methods=small(_experiment.toy_methods), seeds=range(0, 10, 5)
    )
    landscape = partial(
        _experiment.compare_landscape, methods=small(_experiment.landscape_methods)
    )
    monkeypatch.setattr(_cli, "compare_toys", toys)
    monkeypatch.setattr(_cli, "compare_landscape", landscape)


@pytest.fixture
def write_landscape(tmp_path):
    """Write a landscape of six sites, and return its path and its true spectrum."""

    def write(names=tuple("ABCDEF"), target="growth", folder=tmp_path):
        X, y, truth = make_walsh_landscape(6, 3, 2, noise=0.05, random_state=0)
        quoted = ['"' + name.replace('"', '""') + '"' for name in (*names, target)]
        rows = [[*map(str, x), f"{value:.6f}"] for x, value in zip(X, y, strict=True)]
        path = folder / "mine.csv"
        text = "\n".join(",".join(row) for row in [quoted, *rows]) + "\n"
        path.write_text(text, encoding="utf-8")
        return path, truth

    return write


@pytest.fixture
def landscape(write_landscape):
    return write_landscape()
