"""Measure how fast fits are and how much memory they take, each as a ratio within one run.

Each table times its contestants in turn, in several rounds of all of them, and takes medians;
memory is the peak of a process of its own. One thread unless a table says otherwise. Half an hour
on an idle machine.

    python docs/benchmarks/speed/speed.py
    python docs/benchmarks/speed/speed.py --tables transform step

Rivals that are not installed are left out: pip install hadamard-transform pyfwht
"""

import importlib.util
import os
import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import itertools

import numpy as np
import torch
from common import METHODS, Study, describe_machine, load, shorten, write_table
from common.timing import WIDTHS, OtherWork, Stopwatch, busy_program, fit, make_data
from plain_torch import dense_walsh_norm, sample_all, sample_subcube, train, walsh_norm
from scipy.linalg import hadamard
from sklearn.metrics import r2_score
from sklearn.model_selection import GridSearchCV
from threadpoolctl import threadpool_limits

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    walsh_transform,
)
from sk_epinet.cross_validation import GenotypeKFold
from sk_epinet.datasets import make_walsh_landscape

STUDY = Study(__file__, __doc__, ("table", "setting", "quantity", "value"), n_keys=2)
N_SAMPLES = 200


def measure_transform(options, n_sites):
    """Time the Walsh transform of one landscape."""
    single = torch.randn(2**n_sites)
    double = single.double().numpy()
    contestants = {
        "float32": lambda: walsh_transform(single),
        "float64": lambda: walsh_transform(double),
    }
    if importlib.util.find_spec("hadamard_transform"):
        from hadamard_transform import hadamard_transform

        contestants["hadamard-transform"] = lambda: hadamard_transform(single)
    if importlib.util.find_spec("pyfwht"):
        import pyfwht

        contestants["pyfwht"] = lambda: pyfwht.fwht(double.copy(), backend=pyfwht.Backend.CPU)
    if n_sites <= 13:
        matrix, vector = hadamard(2**n_sites, dtype=np.float32), single.numpy()
        contestants["dense"] = lambda: matrix @ vector
    times = options.stopwatch.time_rounds(contestants)
    yield "float32, ms", f"{1e3 * times['float32']:.4f}"
    yield "float64, ms", f"{1e3 * times['float64']:.4f}"
    for rival, ours in {"hadamard-transform": 32, "pyfwht": 64, "dense": 32}.items():
        if rival in times:
            ratio = times[rival] / times[f"float{ours}"]
            yield f"{rival} / float{ours}", f"{ratio:.2f}"


def measure_share(options, n_sites):
    """Time the transform, there and back, and a step with the exact penalty."""
    values, gradient = torch.randn(1, 2**n_sites, requires_grad=True), torch.randn(1, 2**n_sites)

    def there_and_back():
        torch.autograd.grad(walsh_transform(values), values, gradient)

    own = options.stopwatch.time_rounds({"transform": there_and_back})["transform"]
    few, many = (5, 25) if n_sites < 16 else (1, 4)
    step = options.stopwatch.time_step(n_sites, N_SAMPLES, ExactWalshPenalty(), few, many)
    yield "transform, ms", f"{1e3 * own:.3f}"
    yield "step, ms", f"{1e3 * step:.2f}"
    yield "share", f"{own / step:.1%}"


def measure_step(options, n_sites, widths):
    """Time a step with the exact penalty, in the article's way, and with a sub-cube."""
    settings = {"hidden_layer_sizes": widths}
    exact = options.stopwatch.time_step(n_sites, N_SAMPLES, ExactWalshPenalty(), 5, 25, **settings)
    article = partial(train_as_published, n_sites, widths=widths)
    times = options.stopwatch.time_rounds({steps: partial(article, steps) for steps in (1, 6)})
    yield "exact, ms", f"{1e3 * exact:.2f}"
    yield "article's way / exact", f"{(times[6] - times[1]) / 5 / exact:.1f}"
    for members in (1, 4, 16):
        penalties = ((ExactWalshPenalty(), 15), (SubcubeWalshPenalty(9), 55))
        whole, part = (
            options.stopwatch.time_step(
                n_sites, N_SAMPLES, penalty, 5, many, n_members=members, **settings
            )
            for penalty, many in penalties
        )
        networks = "" if members == 1 else f", {members} networks"
        yield f"exact / sub-cube of 9{networks}", f"{whole / part:.1f}"
    own = max(
        1, options.stopwatch.measure_memory(fit, n_sites, N_SAMPLES, ExactWalshPenalty(), 3)[0]
    )
    yield "exact, MB", f"{own:.0f}"
    theirs = options.stopwatch.measure_memory(train_as_published, n_sites, 3, widths)[0]
    yield "article's way / exact, MB", f"{theirs / own:.1f}"


def train_as_published(n_sites, steps, widths):
    train(n_sites, N_SAMPLES, steps, sample_all, dense_walsh_norm(n_sites), widths=widths)


def measure_skorch(options, n_samples):
    """Time a fit through the estimator and a loop in plain torch, with four networks."""
    steps = 200 if n_samples < 1000 else 50
    penalty = SubcubeWalshPenalty()
    times = options.stopwatch.time_rounds(
        {
            "fit": lambda: fit(13, n_samples, penalty, steps, n_members=4),
            "loop": lambda: train(13, n_samples, steps, sample_subcube, walsh_norm, n_members=4),
        }
    )
    yield "fit, ms a step", f"{1e3 * times['fit'] / steps:.2f}"
    yield "loop in torch, ms a step", f"{1e3 * times['loop'] / steps:.2f}"
    yield "fit / loop", f"{times['fit'] / times['loop']:.2f}"


def measure_cross_validation(options, n_sites, n_train):
    """Time EpistaticNetRegressorCV and GridSearchCV; the latter trains one network, or four."""
    X, y, _ = make_walsh_landscape(n_sites, 8, 3, noise=0.3, random_state=0)
    rows = np.random.RandomState(0).permutation(len(y))
    train_rows, test = rows[:n_train], rows[n_train:]
    weights = [0.001, 0.003, 0.01, 0.02, 0.03, 0.06, 0.1, 0.3]
    folds = GenotypeKFold(5, shuffle=True, random_state=0)
    models = cross_validated_models(weights, folds, n_jobs=1 if options.smoke else 2)
    models = {name: shorten(model, options) for name, model in models.items()}
    times = options.stopwatch.time_rounds(
        {name: partial(m.fit, X[train_rows], y[train_rows]) for name, m in models.items()}
    )
    yield "ours, s", f"{times['ours']:.2f}"
    for name in ("one network", "four networks"):
        yield f"GridSearchCV / ours, {name}", f"{times[name] / times['ours']:.1f}"
    for name, model in models.items():
        yield f"test R², {name}", f"{score(model, X[test], y[test]):.3f}"


def score(model, X, y):
    """Return R²; the score of a search is minus its error."""
    return 1 - np.mean((model.predict(X) - y) ** 2) / y.var()


def cross_validated_models(weights, folds, n_jobs):
    searches = {
        name: GridSearchCV(
            EpistaticNetRegressor(n_members=members, random_state=0),
            {"wh_weight": weights},
            cv=folds,
            n_jobs=n_jobs,
            scoring="neg_mean_squared_error",
        )
        for name, members in (("one network", 1), ("four networks", 4))
    }
    ours = EpistaticNetRegressorCV(
        wh_weights=weights,
        cv=folds,
        alphas=[0.1],
        global_epistasis=None,
        n_members=1,
        selection="min",
        random_state=0,
    )
    return {"ours": ours, **searches}


def measure_products(options, n_sites, n_samples):
    """Compare a step of the default cross-validation with its matrix products at peak speed."""
    peak = options.stopwatch.peak_speed()
    X, y = make_data(n_sites, n_samples)
    few, many = (2, 4) if options.smoke else (5, 35)

    def run(steps):
        # One stack is timed: no batches, no race, and one network alone on all rows.
        EpistaticNetRegressorCV(
            cv=GenotypeKFold(5, shuffle=True, random_state=0),
            penalty=SubcubeWalshPenalty(9),
            batch_size=len(y),
            max_iter=steps,
            selection="min",
            n_members=1,
            random_state=0,
        ).fit(X, y)

    times = options.stopwatch.time_rounds({steps: partial(run, steps) for steps in (few, many)})
    step = (times[many] - times[few]) / (many - few)
    # There, and back for inputs and for weights; two candidates of three are penalised.
    passed = 120 * (n_samples + 2 / 3 * 2 ** min(9, n_sites))
    products = 6 * count_weights(n_sites, WIDTHS) * passed / peak
    yield "step of 120 networks, ms", f"{1e3 * step:.1f}"
    yield "step / products alone", f"{step / products:.2f}"


def count_weights(n_sites, widths):
    sizes = (n_sites, *widths, 1)
    return sum(n_in * n_out for n_in, n_out in itertools.pairwise(sizes))


def measure_gaussian_process(options, name, n_train):
    """Time the default and a Gaussian process with a length scale for each site."""
    X, y = load(name, options)
    rows = np.random.RandomState(0).permutation(len(y))
    train_rows, test = rows[:n_train], rows[n_train:]
    models = {key: shorten(METHODS[key](X.shape[1], 0), options) for key in ("net", "gp")}
    times = options.stopwatch.time_rounds(
        {key: partial(m.fit, X[train_rows], y[train_rows]) for key, m in models.items()}
    )
    for key in models:
        yield f"{key}, s", f"{times[key]:.1f}"
    yield "gp / net", f"{times['gp'] / times['net']:.2f}"
    for key, model in models.items():
        yield f"test R², {key}", f"{model.score(X[test], y[test]):.3f}"


def measure_default_fit(options, name, n_train):
    """Time the default with a worker for each core and with one, alone and beside a busy program.

    The four are timed in turn, in several rounds. What else the machine did meanwhile is measured
    too, for it makes all times longer.
    """
    X, y = load(name, options)
    rows = np.random.RandomState(0).permutation(len(y))[:n_train]

    def fit_default(n_jobs):
        model = EpistaticNetRegressorCV(n_jobs=n_jobs, random_state=0)
        shorten(model, options).fit(X[rows], y[rows])

    fits = {
        "a worker a core": partial(fit_default, None),
        "one worker": partial(fit_default, 1),
    }
    loads = {"idle": nullcontext, "one core busy": busy_program}
    with OtherWork() as other:
        times, own = options.stopwatch.time_beside(fits, loads)
    for (load_name, worker), seconds in times.items():
        yield f"{load_name}, {worker}, s", f"{np.median(seconds):.1f}"
    for load_name in loads:
        alone, both = (np.array(times[load_name, worker]) for worker in reversed(fits))
        yield f"{load_name}, one worker / a worker a core", f"{np.median(alone / both):.2f}"
    yield "processor time, s", f"{own:.1f}"
    yield "cores that other programs took", f"{other.cores:.1f} of {os.cpu_count()}"


def measure_fit_times(options, name, n_train):
    """Time the default with all cores, three times; the last column says what else ran."""
    X, y = load(name, options)
    rows = np.random.RandomState(0).permutation(len(y))[:n_train]
    model = shorten(EpistaticNetRegressorCV(random_state=0), options)
    fits = {"fit": lambda: model.fit(X[rows], y[rows])}
    with OtherWork() as other:
        times, own = options.stopwatch.time_beside(fits, {"idle": nullcontext})
    yield "s", f"{np.median(times['idle', 'fit']):.1f}"
    yield "processor time, s", f"{own:.1f}"
    yield "cores that other programs took", f"{other.cores:.1f} of {os.cpu_count()}"


def measure_exact_large(options, n_sites):
    """Time a step of the exact penalty where 2^d is large."""
    beyond, peak, seconds = options.stopwatch.measure_memory(time_large_step, n_sites)
    yield "s a step", f"{seconds:.2f}"
    yield "MB beyond the start", f"{beyond:.0f}"
    yield "peak MB of the process", f"{peak:.0f}"


def time_large_step(n_sites):
    settings = {"hidden_layer_sizes": (32, 32)}
    # The first of all fits also loads and allocates what the others find ready.
    _, short, long = (
        fit(n_sites, N_SAMPLES, ExactWalshPenalty(), steps, **settings) for steps in (1, 1, 6)
    )
    return (long - short) / 5


def measure_million(options, n_samples):
    """Time one epoch over very many genotypes of 20 sites with one network."""
    beyond, peak, seconds = options.stopwatch.measure_memory(one_epoch, n_samples)
    yield "s", f"{seconds:.1f}"
    yield "MB beyond the start", f"{beyond:.0f}"
    yield "peak MB", f"{peak:.0f}"


def one_epoch(n_samples):
    return fit(20, n_samples, "auto", 1, batch_size="auto")


# What is varied, the label of its work, and the work that time should be linear in.
GROWTH = {
    "genotypes": ("genotypes, no penalty", lambda n: n),
    "networks": ("networks", lambda m: m),
    "exact": ("exact, $d\\,2^d$", lambda d: d * 2**d),
    "free sites": ("sub-cube, $2^b$", lambda b: 2**b),
    "sites": ("sub-cube of 9, sites", lambda d: d),
}


def measure_growth(options, along, value):
    """Time a step where one thing grows."""
    time_step = options.stopwatch.time_step
    step = {
        "genotypes": lambda n: time_step(13, n, None, 2, 12, wh_weight=0.0),
        "networks": lambda m: time_step(13, 500, SubcubeWalshPenalty(), 2, 12, n_members=m),
        "exact": lambda d: time_step(d, 50, ExactWalshPenalty(), 1, 5),
        "free sites": lambda b: time_step(13, 50, SubcubeWalshPenalty(b), 5, 25),
        "sites": lambda d: time_step(d, 200, SubcubeWalshPenalty(), 5, 55),
    }[along]
    yield "ms a step", f"{1e3 * step(value):.2f}"


# Sites, genotypes, penalty, networks, hidden layers.
COST_SETTINGS = (
    (13, 200, SubcubeWalshPenalty(), 4, WIDTHS),
    (13, 200, SubcubeWalshPenalty(), 32, WIDTHS),
    (13, 4000, SubcubeWalshPenalty(), 1, WIDTHS),
    (13, 200, ExactWalshPenalty(), 1, (64, 64)),
    (16, 200, ExactWalshPenalty(), 1, WIDTHS),
    (18, 200, ExactWalshPenalty(), 1, WIDTHS),
    (300, 1000, SubcubeWalshPenalty(), 4, WIDTHS),
    (50, 1000, HashedWalshPenalty(10), 4, (128, 128)),
)


def measure_cost_model(options, n_sites, n_samples, penalty, members, widths):
    """Compare the seconds and bytes of the page "Scaling out" with what is measured."""
    evaluations = penalty.n_evaluations(n_sites)
    passed = members * (n_samples + evaluations)
    products = 6 * count_weights(n_sites, widths) / options.stopwatch.peak_speed()
    seconds = 1e-3 + passed * (products + 1e-9 * sum(widths))
    n_bytes = min(2**29, 8 * passed * sum(widths)) + 2 * 2**20
    n_bytes += 4 * evaluations * (n_sites + 6 * members) + 24 * n_samples * (n_sites + members)
    network = {"n_members": members, "hidden_layer_sizes": widths}
    few, many = (1, 4) if seconds > 0.1 else (5, 25)
    measured = options.stopwatch.time_step(n_sites, n_samples, penalty, few, many, **network)
    memory = options.stopwatch.measure_memory(
        partial(fit, n_sites, n_samples, penalty, 3, **network)
    )[0]
    yield "model, ms", f"{1e3 * seconds:.1f}"
    yield "measured, ms", f"{1e3 * measured:.1f}"
    yield "ratio", f"{seconds / measured:.2f}"
    yield "model, MB", f"{n_bytes / 2**20:.0f}"
    yield "measured, MB", f"{memory:.0f}"


def measure_gpu(options, members, name):
    """Time a step on the CPU and on a GPU."""
    penalty = {"sub-cube": SubcubeWalshPenalty(), "exact": ExactWalshPenalty()}[name]
    times = {
        device: options.stopwatch.time_step(
            13, N_SAMPLES, penalty, 5, 25, n_members=members, device=device
        )
        for device in ("cpu", "cuda")
    }
    for device, seconds in times.items():
        yield f"{device}, ms a step", f"{1e3 * seconds:.1f}"
    yield "cpu / cuda", f"{times['cpu'] / times['cuda']:.2f}"


# Table: the function that measures, its settings, and those of a smoke run.
TABLES = {
    "transform": (measure_transform, [(d,) for d in range(6, 25, 2)], [(6,)]),
    "share": (measure_share, [(d,) for d in (8, 10, 13, 16, 18)], [(6,)]),
    "step": (
        measure_step,
        [(d, widths) for d in (13, 14) for widths in (WIDTHS, (32, 32))],
        [(6, (8,))],
    ),
    "skorch": (measure_skorch, [(200,), (5000,)], [(20,)]),
    "cross_validation": (measure_cross_validation, [(6, 40), (13, 200)], [(5, 20)]),
    "products": (measure_products, [(13, 100), (13, 1000)], [(5, 20)]),
    "gaussian_process": (
        measure_gaussian_process,
        [("planted", 1000), ("Poelwijk2019", 1000)],
        [("planted", 30)],
    ),
    "default_fit": (
        measure_default_fit,
        [("Poelwijk2019", n) for n in (100, 1000)],
        [("planted", 30)],
    ),
    "fit_times": (
        measure_fit_times,
        [("Moulana2022_ACE2", n) for n in (100, 1000, 10_000)],
        [("planted", 30)],
    ),
    "exact_large": (measure_exact_large, [(20,), (22,)], [(8,)]),
    "million": (measure_million, [(10**6,)], [(1000,)]),
    "growth": (
        measure_growth,
        [
            *(("genotypes", n) for n in (500, 1000, 2000, 4000, 8000)),
            *(("networks", m) for m in (2, 4, 8, 16, 32)),
            *(("exact", d) for d in (10, 12, 14, 16)),
            *(("free sites", b) for b in (7, 8, 9, 10, 11, 12)),
            *(("sites", d) for d in (20, 50, 100, 200, 500)),
        ],
        [("exact", 5), ("exact", 6)],
    ),
    "cost_model": (measure_cost_model, COST_SETTINGS, []),
    "gpu": (
        measure_gpu,
        [(m, name) for m in (1, 16, 128) for name in ("sub-cube", "exact")],
        [],
    ),
}
ALL_CORES = (
    "cross_validation",
    "gaussian_process",
    "default_fit",
    "fit_times",
    "exact_large",
    "million",
)
SETTING = {
    "transform": "sites",
    "share": "sites",
    "step": "sites, hidden layers",
    "skorch": "genotypes",
    "cross_validation": "sites, genotypes",
    "products": "sites, genotypes",
    "gaussian_process": "landscape, genotypes",
    "default_fit": "landscape, genotypes",
    "fit_times": "landscape, genotypes",
    "exact_large": "sites",
    "million": "genotypes",
    "cost_model": "sites, genotypes, penalty, networks, hidden layers",
    "gpu": "networks, penalty",
}


def add_arguments(parser):
    parser.add_argument("--tables", nargs="+", choices=TABLES, default=list(TABLES))


def list_tasks(options):
    tables = [t for t in options.tables if t != "gpu" or torch.cuda.is_available()]
    return [
        (table, name_setting(setting))
        for table in tables
        for setting in TABLES[table][2 if options.smoke else 1]
    ]


def name_setting(setting):
    return ", ".join(map(str, setting))


def measure(options, table, name):
    options.stopwatch = Stopwatch(options.smoke)
    (options.output / "machine.txt").write_text(describe_machine() + "\n")
    function, full, smoke = TABLES[table]
    setting = next(s for s in (*full, *smoke) if name_setting(s) == name)
    n_threads = os.cpu_count() if table in ALL_CORES else 1
    torch.set_num_threads(n_threads)
    with threadpool_limits(n_threads):
        return list(function(options, *setting))


def report(rows, folder):
    for table in TABLES:
        own = [row for row in rows if row["table"] == table]
        if own and table == "growth":
            report_growth(own, folder)
        elif own:
            report_table(own, folder / f"table_{table}.csv", SETTING[table])


def report_table(rows, path, setting):
    quantities = list(dict.fromkeys(row["quantity"] for row in rows))
    lines = {}
    for row in rows:
        lines.setdefault(row["setting"], {})[row["quantity"]] = row["value"]
    write_table(
        path,
        [setting, *quantities],
        [[name, *(line.get(q, "") for q in quantities)] for name, line in lines.items()],
    )


def report_growth(rows, folder):
    """Fit a + b * work to the milliseconds of a step along each thing that grows."""
    series = {}
    for row in rows:
        along, value = row["setting"].rsplit(", ", 1)
        series.setdefault(along, []).append((int(value), float(row["value"])))
    lines, curves = [], []
    for along, points in series.items():
        label, work_of = GROWTH[along]
        values, times = zip(*points, strict=True)
        work, times = np.array([work_of(value) for value in values]), np.array(times)
        slope, start = np.polyfit(work, times, 1)
        line = start + slope * work
        explained = r2_score(times, line)  # also of times that are all the same
        shown = " ".join(f"{value}: {time:.2f}" for value, time in points)
        lines.append([along, shown, f"{start:.2f}", f"{explained:.3f}"])
        curves.append((label, work, times, line))
    headers = ["along", "ms a step", "a, ms", "R² of a + b * work"]
    write_table(folder / "table_growth.csv", headers, lines)
    draw_growth(curves, folder / "figure.png")


def draw_growth(curves, path):
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, len(curves), figsize=(2.8 * len(curves), 2.8), squeeze=False)
    for axis, (label, work, times, line) in zip(axes.flat, curves, strict=True):
        axis.plot(work, line, color="#999999")
        axis.plot(work, times, "o", color="#0072B2")
        axis.set(xlabel=label, xlim=(0, None), ylim=(0, None))
        axis.locator_params(axis="x", nbins=4)
        axis.ticklabel_format(axis="x", scilimits=(-4, 5))
        axis.spines[["top", "right"]].set_visible(False)
    axes[0, 0].set_ylabel("ms a step")
    fig.tight_layout()
    fig.savefig(path, dpi=150)
    plt.close(fig)


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report, add_arguments)
