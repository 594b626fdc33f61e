"""Interactions as rows of a boolean matrix."""

import numpy as np

from sk_epinet.walsh import add_up_repeats


def test_repeats_are_added_up_in_order():
    rows = np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0], [1, 0, 0], [0, 1, 1], [0, 0, 1]], dtype=bool)
    found, sums = add_up_repeats(rows, np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0]))
    # By order, and within an order by the first site.
    np.testing.assert_array_equal(found, rows[[2, 3, 1, 0]])
    np.testing.assert_array_equal(sums, [4.0, 8.0, 34.0, 17.0])
