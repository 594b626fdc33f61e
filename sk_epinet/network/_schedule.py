"""How many steps a fit takes, of how many rows, and at which learning rate."""

from skorch.callbacks import LRScheduler
from torch.optim.lr_scheduler import OneCycleLR

ONE_BATCH = 512  # rows that fit one step; docs/benchmarks/batches


def auto_batch(n_rows, *, rows=256, most_batches=20, most_rows=4096):
    """Return the rows of a step for ``batch_size="auto"``.

    All rows where they are few. Otherwise batches that are as equal as they can be, of about
    256 rows, or of a twentieth where that is more, but of at most 4,096. From 1,000 genotypes on,
    steps of 256 are as good as steps of all (docs/benchmarks/batches).
    """
    if n_rows <= ONE_BATCH:
        return n_rows
    n_batches = max(min(round(n_rows / rows), most_batches), -(-n_rows // most_rows))
    return -(-n_rows // n_batches)


def auto_epochs(n_rows, batch_size, *, least_steps=500, most_steps=2000, least_epochs=10):
    """Return the passes over the data for ``max_iter="auto"`` (docs/benchmarks/batches).

    They make 500 steps for up to 1,250 rows, rising to 2,000 steps for 5,000.
    """
    n_steps = min(max(least_steps, n_rows * 2 // 5), most_steps)
    return max(least_epochs, round(n_steps / -(-n_rows // batch_size)))


def steps_apart(n_evaluations, batch_size, *, most=2):
    """Return the number of steps from one evaluation of the penalty to the next.

    It makes the work of the penalty that of the data, within the limit `most`
    (docs/benchmarks/penalty_steps).
    """
    return min(max(round(n_evaluations / batch_size), 1), most)


def one_cycle(lr, max_epochs, batch_size, n_rows, *, warm_up=0.1):
    """Return the callback that sets the learning rate of each step.

    It rises to `lr` in the first tenth of the steps, and falls to zero in the others.
    """
    # With fewer than four steps, or a warm-up of one, torch's schedule divides by zero.
    steps = max(4, max_epochs * -(-n_rows // batch_size))
    return LRScheduler(
        OneCycleLR,
        step_every="batch",
        event_name=None,
        max_lr=lr,
        total_steps=steps,
        pct_start=max(warm_up, 2 / steps),
        last_epoch=-1,
    )
