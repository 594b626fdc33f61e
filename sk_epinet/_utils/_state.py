"""What a failed fit leaves of an estimator: what was there before."""

from contextlib import contextmanager


@contextmanager
def unchanged_on_failure(estimator):
    """Give an estimator its old attributes back if the block raises, interrupts included.

    So a first fit that failed leaves no fitted attributes, and a failed fit on new data leaves
    the earlier model whole.
    """
    before = vars(estimator).copy()
    try:
        yield
    except BaseException:
        vars(estimator).clear()
        vars(estimator).update(before)
        raise
