"""A landscape in a file, and networks that are small enough to be trained in a test."""

import pytest

from sk_epinet import EpistaticNetRegressorCV
from sk_epinet.comparison import _cli, _methods
from sk_epinet.datasets import make_walsh_landscape


def small(methods):
    """Return a function that makes the same methods with small networks."""

    def make(n_alleles, seed):
        made = methods(n_alleles, seed)
        for estimator in made.values():
            names = estimator.get_params()
            if "hidden_layer_sizes" in names:
                estimator.set_params(hidden_layer_sizes=(8,), max_iter=60, n_members=1)
            if "wh_weights" in names:
                estimator.set_params(wh_weights=[0.01, 0.1], alphas=[0.1], cv=2)
        return made

    return make


def small_model(seed, n_jobs):
    return EpistaticNetRegressorCV(
        hidden_layer_sizes=(8,), max_iter=60, alphas=[0.1], cv=2, random_state=seed
    )


SMALL = _cli.Estimators(
    model=small_model,
    landscape=small(_methods.landscape_methods),
    toys=small(_methods.toy_methods),
    toy_seeds=(0, 5),
)


def run(*arguments, estimators=SMALL):
    """Run the command with small networks in this process, and return its exit status."""
    return _cli.main([str(argument) for argument in arguments], estimators)


def write_six_sites(folder, names=tuple("ABCDEF"), target="growth"):
    """Write a landscape of six sites, and return its path and its true spectrum."""
    X, y, truth = make_walsh_landscape(6, 3, 2, noise=0.05, random_state=0)
    quoted = ['"' + name.replace('"', '""') + '"' for name in (*names, target)]
    rows = [[*map(str, x), f"{value:.6f}"] for x, value in zip(X, y, strict=True)]
    path = folder / "mine.csv"
    text = "\n".join(",".join(row) for row in [quoted, *rows]) + "\n"
    path.write_text(text, encoding="utf-8")
    return path, truth


@pytest.fixture
def write_landscape(tmp_path):
    """Write a landscape of six sites, and return its path and its true spectrum."""

    def write(names=tuple("ABCDEF"), target="growth", folder=tmp_path):
        return write_six_sites(folder, names, target)

    return write


@pytest.fixture
def landscape(write_landscape):
    return write_landscape()
