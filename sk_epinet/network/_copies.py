"""Make the same training rows of a row of weight two as of the same row given twice."""

from dataclasses import replace

import numpy as np

_COLUMNS = 64  # that are copied at a time


def number_kinds(*columns):
    """Return a number for each row, the same for rows that are the same in all columns.

    Parameters
    ----------
    *columns : ndarray of shape (n_rows, n_columns)
        What rows are compared by: numbers, none of which is NaN.

    Returns
    -------
    kinds : ndarray of shape (n_rows,)
        Numbers from 0 on, in an order that does not depend on that of the rows.
    """
    kinds = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        for start in range(0, column.shape[1], _COLUMNS):
            if len(kinds) and kinds.max() + 1 == len(kinds):
                return kinds
            # Adding zero makes -0.0 the same as 0.0.
            block = np.ascontiguousarray(column[:, start : start + _COLUMNS]) + 0
            rows = np.hstack([own.view(np.uint8) for own in (kinds[:, None], block)])
            as_one = rows.view(np.dtype((np.void, rows.shape[1])))
            kinds = np.unique(as_one, return_inverse=True)[1].ravel()
    return kinds


def put_copies_together(data, masks):
    """Return training data, and the masks of its rows, in which no row is there twice.

    The squared errors of copies add up to that of one row with the sum of their weights. But
    rounded sums depend on the number and the order of what is summed, and hundreds of steps
    amplify that. So rows that are the same become one, and the rows that are left are sorted.
    Where none are the same and all have the same weight, all is returned as it was given.

    Parameters
    ----------
    data : TrainingData
        All rows, with one column of targets and of weights.
    masks : ndarray of shape (n_rows, n_members) or None
        Weights of the rows for each network.
    """
    n_kinds = data.n_kinds
    if n_kinds == len(data) and np.ptp(data.weight) == 0:
        return data, masks
    first = np.unique(data.kinds, return_index=True)[1]

    def add(columns):
        total = np.zeros((n_kinds, columns.shape[1]))
        np.add.at(total, data.kinds, columns)
        return total

    together = replace(data.take(first), weight=add(data.weight))
    return together, None if masks is None else add(masks)
