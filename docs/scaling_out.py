"""Run a search on a cluster. Here its workers are two processes of this machine.

pip install distributed
python docs/scaling_out.py
"""

from dask.distributed import Client, LocalCluster
from joblib import parallel_config
from sklearn.model_selection import GridSearchCV

from sk_epinet import EpistaticNetRegressor
from sk_epinet.datasets import make_walsh_landscape


def main():
    X, y, _ = make_walsh_landscape(n_sites=8, n_interactions=6, noise=0.3, random_state=0)
    grid = {"wh_weight": [0.003, 0.01, 0.03, 0.1], "hidden_layer_sizes": [(32, 32), (64, 64)]}
    search = GridSearchCV(EpistaticNetRegressor(random_state=0), grid, cv=3, n_jobs=-1)
    # On a real cluster: Client("scheduler-address:8786"), or dask_jobqueue.SLURMCluster(...).
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with cluster, Client(cluster), parallel_config("dask"):
        search.fit(X, y)
    print(search.best_params_, f"R² {search.best_score_:.3f}")


if __name__ == "__main__":
    main()
