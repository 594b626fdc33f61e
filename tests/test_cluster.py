"""A search on a cluster: two worker processes, one of which is killed on the way."""

import os
import signal
import threading
import time

import numpy as np
import pytest
from joblib import parallel_config
from sklearn.model_selection import GridSearchCV

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV
from sk_epinet.datasets import make_walsh_landscape

distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")

# Its own, about sockets and threads of processes that were killed.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def landscape():
    X, y, _ = make_walsh_landscape(6, 4, noise=0.2, random_state=0)
    return X, y


def small(**settings):
    return EpistaticNetRegressor((8,), n_members=1, random_state=0, **settings)


def count_finished(dask_scheduler):
    return sum(task.state == "memory" for task in dask_scheduler.tasks.values())


def kill_a_worker(client, pid, killed):
    """Kill the process once the search has its first results."""
    while not killed:
        time.sleep(0.02)
        if client.run_on_scheduler(count_finished):
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)


def test_stack_in_parts_on_two_workers(client, landscape):
    settings = {"hidden_layer_sizes": (8,), "max_iter": 50, "random_state": 0, "cv": 3}
    alone = EpistaticNetRegressorCV(wh_weights=[0.01, 0.1], **settings).fit(*landscape)
    with parallel_config("dask"):
        model = EpistaticNetRegressorCV(wh_weights=[0.01, 0.1], n_jobs=2, **settings).fit(
            *landscape
        )
    np.testing.assert_allclose(model.mse_path_, alone.mse_path_, rtol=1e-4)


def test_workers_keep_to_their_threads(client, landscape):
    def threads(model, X, y):
        import torch

        before = torch.get_num_threads()
        model.fit(X, y)
        return before, torch.get_num_threads()

    futures = [client.submit(threads, small(max_iter=5), *landscape, pure=False) for _ in range(4)]
    for before, after in client.gather(futures):
        assert before == after


def test_search_survives_the_loss_of_a_worker(client, landscape):
    grid = {"wh_weight": [0.003, 0.01, 0.03, 0.1]}
    search = GridSearchCV(small(max_iter=300), grid, cv=3, n_jobs=-1)
    expected = search.fit(*landscape).cv_results_["mean_test_score"]
    victim, killed = next(iter(client.run(os.getpid).values())), []
    watch = threading.Thread(target=kill_a_worker, args=(client, victim, killed), daemon=True)
    watch.start()
    with parallel_config("dask"):
        scores = search.fit(*landscape).cv_results_["mean_test_score"]
    watch.join(timeout=30)
    assert killed == [victim]
    np.testing.assert_array_equal(scores, expected)


def fit_and_predict(seed, X, y):
    model = EpistaticNetRegressor((8,), max_iter=20, n_members=2, random_state=seed)
    return model.fit(X, y).predict(X)


def test_the_workers_give_the_same_bits(client, landscape):
    futures = [client.submit(fit_and_predict, seed, *landscape, pure=False) for seed in range(4)]
    for seed, predicted in enumerate(client.gather(futures)):
        np.testing.assert_array_equal(predicted, fit_and_predict(seed, *landscape))
