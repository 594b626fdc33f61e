"""How an estimator gets its fitted attributes: all at once, at the end of its fit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

Estimator = TypeVar("Estimator")


@contextmanager
def fitted_all_at_once(estimator: Estimator) -> Iterator[Estimator]:
    """Give a copy to fit, whose attributes the estimator takes over if the block succeeds.

    So a first fit that failed leaves no fitted attributes, and one on new data that failed leaves
    the earlier model whole, also where it was interrupted. In the meantime, callbacks and other
    threads see the earlier model and never a mixture of both.

    Parameters
    ----------
    estimator : object
        What is to be fitted.

    Yields
    ------
    copy : object
        A shallow copy: what it holds from an earlier fit is shared, and must not be changed.
    """
    # Not copy.copy, which leaves out what the estimator does not save.
    copy = object.__new__(type(estimator))
    vars(copy).update(vars(estimator))
    yield copy
    estimator.__dict__ = vars(copy)
