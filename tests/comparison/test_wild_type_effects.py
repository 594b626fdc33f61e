"""Measured and predicted effects on the wild type, against a table worked by hand."""

import numpy as np
import pandas as pd
import pytest

from sk_epinet.comparison._wild_type_effects import WildTypeEffects
from sk_epinet.datasets import load_landscape

ROWS = [
    ("WT", 1.0, 0.1),
    ("A2V", 3.0, 0.2),
    ("K5R", 2.0, 0.2),
    ("A2V:K5R", 9.0, 0.4),
    ("K5E", 2.5, 0.3),
    ("A2V:K5E", 4.5, 0.3),
    ("A2V:L9F", 7.0, 0.1),  # L9F alone is not measured
]


class Model:
    """Predict the number of mutations, and 10 more where both sites are mutated."""

    def predict(self, data):
        mutated = np.column_stack([data[name].cat.codes > 0 for name in data.columns])
        return mutated.sum(axis=1) + 10.0 * (mutated[:, 0] & mutated[:, 1])


@pytest.fixture
def table():
    return pd.DataFrame(ROWS, columns=["mutations", "y", "y_err"])


def effects_of(table):
    landscape = load_landscape(table, target="y", drop="error")
    return WildTypeEffects(landscape, Model()).to_frame().set_index("parts")


def test_measured_effects_have_the_errors_of_all_their_genotypes(table):
    found = effects_of(table)
    row = found.xs(("A2V",))
    assert row["value"] == pytest.approx(3 - 1)
    half = 1.6448536 * np.hypot(0.2, 0.1)
    assert (row["low"], row["high"]) == pytest.approx((2 - half, 2 + half))
    row = found.xs(("A2V", "K5R"))
    assert row["value"] == pytest.approx(9 - 3 - 2 + 1)
    half = 1.6448536 * np.sqrt(0.4**2 + 0.2**2 + 0.2**2 + 0.1**2)
    assert (row["low"], row["high"]) == pytest.approx((5 - half, 5 + half))
    assert row["selected"]
    row = found.xs(("A2V", "K5E"))
    assert row["value"] == pytest.approx(4.5 - 3 - 2.5 + 1)
    assert not row["selected"]
    assert row["in_model"] == 10


def test_what_was_not_measured_is_predicted_and_not_tested(table):
    found = effects_of(table)
    for parts, predicted in [(("L9F",), 1.0), (("A2V", "L9F"), 0.0)]:
        row = found.xs(parts)
        assert row["value"] == row["in_model"] == predicted
        assert row["selected"] is None
        assert np.isnan(row["low"])
    assert ("K5R", "L9F") not in found.index  # no genotype has both


def test_without_errors_nothing_is_tested(table):
    found = effects_of(table.drop(columns="y_err"))
    assert found["selected"].isna().all()
    assert found.xs(("A2V", "K5R"))["value"] == 10


def test_rows_of_one_genotype_count_together(table):
    twice = pd.concat([table, table.assign(y=table["y"] + 0.5)], ignore_index=True)
    row = effects_of(twice).xs(("A2V",))
    assert row["value"] == pytest.approx(2)
    assert row["high"] - row["value"] == pytest.approx(1.6448536 * np.hypot(0.2, 0.1) / 2**0.5)
