"""Train independent groups of networks side by side, each on one core."""

from .._utils import run_tasks
from ._joined import join_stacks
from ._masked_stack import train_masked_stack
from ._threads import own_threads, torch_threads


def run_side_by_side(function, groups, n_jobs):
    """Return what a function gives for each of several groups of networks.

    Groups run in Python threads, each with one thread of torch: nothing waits for another core
    in the middle of a step, as several threads of torch would. The groups do not depend on
    the number of workers, and neither do the results.

    Parameters
    ----------
    function : callable(group)
        What trains a group.
    groups : sequence
        Its arguments.
    n_jobs : int or None
        Groups at a time, as in joblib; None is as many as torch has threads.
    """
    n_jobs = own_threads() if n_jobs is None else n_jobs
    tasks = [(function, group) for group in groups]
    return run_tasks(_on_one_core, tasks, n_jobs, prefer="threads")


def train_side_by_side(
    data, candidates, settings, penalty, seed, member_seeds, n_jobs, callbacks, progress
):
    """Train one network on all rows for each candidate, and return them as one stack.

    Parameters
    ----------
    data, candidates, settings, penalty, seed, member_seeds
        As in :func:`train_masked_stack`.
    n_jobs : int or None
        As in :func:`run_side_by_side`.
    callbacks : list of skorch callbacks
        Where there are any, they watch one stack of all networks, which is not divided.
    progress : Progress
        What is told of each epoch.

    Returns
    -------
    stack : TrainedStack
    """
    everyone = range(len(candidates))
    groups = [everyone] if callbacks else settings.divide(candidates, data.n_kinds, penalty)

    def train(group):
        return train_masked_stack(
            data,
            None,
            [candidates[i] for i in group],
            settings,
            penalty,
            seed,
            [member_seeds[i] for i in group],
            callbacks=[*callbacks, *progress.watch(len(group))],
        )

    stacks = run_side_by_side(train, groups, n_jobs)
    return stacks[0] if len(stacks) == 1 else join_stacks(stacks, groups)


def _on_one_core(function, group):
    with torch_threads(1):
        return function(group)
