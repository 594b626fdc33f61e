"""How fast, and how large: every claim about speed as a ratio within one run.

Each table times its contestants in turn, several rounds of all of them, and takes medians; memory
is the peak of a process of its own. The machine is named at the top.

    python docs/benchmarks/speed.py > docs/benchmarks/speed.txt           # half an hour
    python docs/benchmarks/speed.py transform step                        # some of the tables

Rivals that are not installed are left out: pip install hadamard-transform pyfwht
"""

import argparse
import importlib.util
import os
import warnings
from functools import lru_cache, partial
from pathlib import Path

import generalisation_methods as methods
import numpy as np
import torch
from scipy.linalg import hadamard
from sk_epinet._walsh import enumerate_spins
from sklearn.model_selection import GridSearchCV, KFold
from speed_tools import (
    WIDTHS,
    bare_loop,
    data,
    fit,
    machine,
    peak_memory,
    peak_speed,
    rounds,
    seconds_a_step,
)
from tabulate import tabulate
from threadpoolctl import threadpool_limits

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    _net,
    walsh_transform,
)
from sk_epinet.datasets import load_landscape, make_walsh_landscape

HERE = Path(__file__).parent


_DEFAULT_STEPS_APART = _net.steps_apart


def _evaluate_in_every_step(always):
    """Steps are compared that evaluate the penalty; in fits of many genotypes not all do."""
    _net.steps_apart = (lambda *_: 1) if always else _DEFAULT_STEPS_APART


def transform():
    """Walsh transform of one landscape, ms; one thread."""
    rivals = {name: importlib.util.find_spec(name) for name in ("hadamard_transform", "pyfwht")}
    lines = []
    for d in range(6, 25, 2) if not QUICK else (6, 13):
        single = torch.randn(2**d)
        double = single.double().numpy()
        contestants = {
            "float32": lambda x=single: walsh_transform(x),
            "float64": lambda x=double: walsh_transform(x),
        }
        if rivals["hadamard_transform"]:
            from hadamard_transform import hadamard_transform

            contestants["hadamard-transform (32)"] = lambda x=single: hadamard_transform(x)
        if rivals["pyfwht"]:
            import pyfwht

            contestants["pyfwht (64)"] = lambda x=double: pyfwht.fwht(
                x.copy(), backend=pyfwht.Backend.CPU
            )
        if d <= 13:
            matrix = hadamard(2**d, dtype=np.float32)
            vector = single.numpy()
            contestants["dense (32)"] = lambda H=matrix, x=vector: H @ x
        times = rounds(contestants)
        of = {
            "hadamard-transform (32)": "float32",
            "pyfwht (64)": "float64",
            "dense (32)": "float32",
        }
        line = [d, f"{1e3 * times['float32']:.4f}", f"{1e3 * times['float64']:.4f}"]
        for rival, ours in of.items():
            known = rival in times
            line += [f"{times[rival] / times[ours]:.2f}x" if known else ""]
        lines.append(line)
    headers = ["sites", "float32, ms", "float64, ms"]
    headers += ["hadamard-transform / float32", "pyfwht / float64", "dense / float32"]
    return headers, lines


def share():
    """Share of the transform, there and back, in a step with the exact penalty."""
    lines = []
    for d in (8, 10, 13, 16, 18) if not QUICK else (8,):
        values, gradient = torch.randn(1, 2**d, requires_grad=True), torch.randn(1, 2**d)

        def there_and_back(values=values, gradient=gradient):
            torch.autograd.grad(walsh_transform(values), values, gradient)

        own = rounds({"": there_and_back})[""]
        few, many = (5, 25) if d < 16 else (1, 4)
        step = seconds_a_step(d, 200, ExactWalshPenalty(), few, many)
        lines.append([d, f"{1e3 * own:.3f}", f"{1e3 * step:.2f}", f"{own / step:.1%}"])
    return ["sites", "transform, ms", "step, ms", "share"], lines


def step():
    """A step at 200 genotypes: the exact penalty, the article's way, the sub-cube."""
    lines = []
    for d in (13, 14) if not QUICK else (8,):
        for widths in (WIDTHS, (32, 32)):
            exact = seconds_a_step(d, 200, ExactWalshPenalty(), 5, 25, hidden_layer_sizes=widths)
            line = [
                d,
                str(widths),
                f"{1e3 * exact:.2f}",
                f"{_article_step(d, widths) / exact:.1f}x",
            ]
            for members in (1, 4, 16):
                settings = {"n_members": members, "hidden_layer_sizes": widths}
                both = [
                    seconds_a_step(d, 200, penalty, 5, many, **settings)
                    for penalty, many in ((ExactWalshPenalty(), 15), (SubcubeWalshPenalty(9), 55))
                ]
                line.append(f"{both[0] / both[1]:.1f}x")
            own = max(1, peak_memory(fit, d, 200, ExactWalshPenalty(), 3)[0])
            line += [f"{own:.0f}", f"{peak_memory(_article_loop, d, 3, widths)[0] / own:.1f}x"]
            lines.append(line)
    headers = ["sites", "hidden", "exact, ms", "article's way / exact"]
    headers += ["exact / sub-cube of 9", "4 networks", "16 networks"]
    return [*headers, "exact, MB", "article's way / exact, MB"], lines


def _article_step(d, widths):
    times = rounds({steps: partial(_article_loop, d, steps, widths) for steps in (1, 6)})
    return (times[6] - times[1]) / 5


def _article_loop(d, steps, widths):
    """Steps with the product by the whole Hadamard matrix."""
    matrix = _hadamard_matrix(d)

    def value(values):
        return ((values @ matrix) / 2**d)[:, 1:].abs().sum(1)

    bare_loop(d, 200, steps, lambda spins, _: enumerate_spins(d), value, widths=widths)


@lru_cache(maxsize=1)
def _hadamard_matrix(d):
    return torch.tensor(hadamard(2**d, dtype=np.float32))


def skorch():
    """Fit through the estimator against a bare loop of the same arithmetic, four networks."""
    lines = []
    penalty = SubcubeWalshPenalty()
    for n in (200, 5000) if not QUICK else (200,):
        steps = 200 if n < 1000 else 50
        times = rounds(
            {
                "fit": lambda n=n, s=steps: fit(13, n, penalty, s, n_members=4),
                "bare": lambda n=n, s=steps: bare_loop(13, n, s, penalty.sample, penalty.value, 4),
            }
        )
        ratio = times["fit"] / times["bare"]
        per_step = [f"{1e3 * times[name] / steps:.2f}" for name in ("fit", "bare")]
        lines.append([n, *per_step, f"{ratio:.2f}x"])
    return ["genotypes", "fit, ms a step", "bare loop, ms a step", "ratio"], lines


def cross_validation():
    """EpistaticNetRegressorCV (8 weights x 5 folds) against GridSearchCV(n_jobs=2); two cores."""
    # The search trains one network in each fit, as ours does, or four, the regressor's default.
    lines = []
    for d, n in ((6, 40), (13, 200)) if not QUICK else ((6, 40),):
        X, y, _ = make_walsh_landscape(d, 8, 3, noise=0.3, random_state=0)
        rows = np.random.RandomState(0).permutation(len(y))
        train, test = rows[:n], rows[n:]
        weights = [0.001, 0.003, 0.01, 0.02, 0.03, 0.06, 0.1, 0.3]
        folds = KFold(5, shuffle=True, random_state=0)
        searches = [
            GridSearchCV(
                EpistaticNetRegressor(n_members=members, random_state=0),
                {"wh_weight": weights},
                cv=folds,
                n_jobs=2,
                scoring="neg_mean_squared_error",
            )
            for members in (1, 4)
        ]
        ours = EpistaticNetRegressorCV(
            weights,
            cv=folds,
            alphas=[0.1],
            global_epistasis=None,
            n_members=1,
            selection="min",
            random_state=0,
        )
        models = {"one": searches[0], "four": searches[1], "ours": ours}
        times = rounds({k: partial(m.fit, X[train], y[train]) for k, m in models.items()})
        ratios = [f"{times[name] / times['ours']:.1f}x" for name in ("one", "four")]
        scores = [f"{m.best_estimator_.score(X[test], y[test]):.3f}" for m in searches]
        scores.append(f"{ours.score(X[test], y[test]):.3f}")
        lines.append([f"{d}, {n}", f"{times['ours']:.2f}", *ratios, *scores])
    headers = ["sites, genotypes", "ours, s", "GridSearchCV / ours", "with four networks"]
    return [*headers, "test R², GridSearchCV", "with four", "ours"], lines


def products():
    """A step of the default cross-validation's stack against its matrix products at peak speed."""
    peak = peak_speed()
    lines = []
    for d, n in ((13, 100), (13, 1000)) if not QUICK else ((8, 50),):
        X, y = data(d, n)
        folds = KFold(5, shuffle=True, random_state=0)

        def run(steps, X=X, y=y, folds=folds):
            # What is timed is one stack: no batches, no race, no networks on all rows.
            settings = {"batch_size": len(y), "max_iter": steps, "selection": "min"}
            penalty = SubcubeWalshPenalty(9)
            model = EpistaticNetRegressorCV(cv=folds, penalty=penalty, random_state=0, **settings)
            model._refit = lambda *_: None
            model.fit(X, y)

        times = rounds({"few": lambda: run(5), "many": lambda: run(35)})
        step = (times["many"] - times["few"]) / 30
        weights = sum(a * b for a, b in zip((d, *WIDTHS), (*WIDTHS, 1), strict=True))
        # There, and back for inputs and for weights; two candidates of three are penalised.
        flop = 3 * 2 * weights * 120 * (n + 2 / 3 * 2 ** min(9, d))
        lines.append([f"{d}, {n}", f"{1e3 * step:.1f}", f"{step / (flop / peak):.2f}x"])
    headers = ["sites, genotypes", "step of 120 networks, ms", "against the products alone"]
    return headers, lines


def gaussian_process():
    """The default against a Gaussian process with a length scale per site; all cores."""
    lines = []
    for name, X, y in _landscapes():
        n = 1000 if not QUICK else 100
        rows = np.random.RandomState(0).permutation(len(y))
        train, test = rows[:n], rows[n:]
        makers = {"net": methods.epistatic_net, "gp": methods.gaussian_process}
        models = {key: make(X.shape[1], 0) for key, make in makers.items()}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # length scales at their bounds
            times = rounds({k: partial(m.fit, X[train], y[train]) for k, m in models.items()})
        scores = [f"{models[key].score(X[test], y[test]):.3f}" for key in makers]
        ratio = f"{times['gp'] / times['net']:.2f}x"
        lines.append([name, n, f"{times['net']:.1f}", f"{times['gp']:.1f}", ratio, *scores])
    return ["", "genotypes", "net, s", "gp, s", "gp / net", "test R², net", "gp"], lines


def _landscapes():
    yield "planted, order 4", *make_walsh_landscape(13, 60, 4, noise=0.3, random_state=0)[:2]
    path = HERE.parents[2] / "shared" / "landscapes" / "Poelwijk2019.csv"
    if path.exists():
        yield "Poelwijk2019", *load_landscape(path, return_X_y=True)


def exact_large():
    """The exact penalty where 2^d is large: 200 genotypes, hidden (32, 32); all cores."""
    lines = []
    for d in (20, 22) if not QUICK else (12,):
        beyond, peak, seconds = peak_memory(_large_steps, d)
        lines.append([d, f"{seconds:.2f}", f"{beyond:.0f}", f"{peak:.0f}"])
    return ["sites", "s a step", "MB beyond the start", "peak MB of the process"], lines


def _large_steps(d):
    _evaluate_in_every_step(True)
    settings = {"hidden_layer_sizes": (32, 32)}
    # The first of all fits also loads and allocates what the others find ready.
    _, short, long = (fit(d, 200, ExactWalshPenalty(), steps, **settings) for steps in (1, 1, 6))
    return (long - short) / 5


def million():
    """One epoch over very many genotypes of 20 sites, one network; all cores."""
    n = 10**6 if not QUICK else 10**4
    beyond, peak, seconds = peak_memory(_million, n)
    return ["genotypes", "s", "MB beyond the start", "peak MB"], [
        [f"{n:,}", f"{seconds:.1f}", f"{beyond:.0f}", f"{peak:.0f}"]
    ]


def _million(n):
    return fit(20, n, "auto", 1, batch_size="auto")


def growth():
    """Seconds a step against n, members, and d, and how well a + b * work describes them."""
    # What is varied, its values, and the work that time should be linear in.
    series = (
        ("n", (500, 1000, 2000, 4000, 8000), "genotypes, no penalty", lambda n: n),
        ("members", (2, 4, 8, 16, 32), "networks", lambda m: m),
        ("exact", (10, 12, 14, 16), "exact, $d\\,2^d$", lambda d: d * 2**d),
        ("cube", (7, 8, 9, 10, 11, 12), "sub-cube, $2^b$", lambda b: 2**b),
        ("sites", (20, 50, 100, 200, 500), "sub-cube of 9, sites", lambda d: d),
    )
    lines, curves = [], []
    for kind, values, label, work_of in series:
        values = values[:2] if QUICK else values
        times = np.array([1e3 * _growth_step(kind, value) for value in values])
        work = np.array([work_of(value) for value in values])
        slope, start = np.polyfit(work, times, 1)
        left = np.var(times - (start + slope * work)) / np.var(times)
        shown = [f"{v}: {t:.2f}" for v, t in zip(values, times, strict=True)]
        lines.append([kind, "  ".join(shown), f"{start:.2f}", f"{1 - left:.3f}"])
        curves.append((label, work, times, start + slope * work))
    if not QUICK:
        _draw_growth(curves)
    return ["along", "ms a step", "a, ms", "R² of a + b * work"], lines


def _draw_growth(curves):
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, len(curves), figsize=(14, 2.8))
    for axis, (label, work, times, line) in zip(axes, curves, strict=True):
        axis.plot(work, line, color="#999999")
        axis.plot(work, times, "o", color="#0072B2")
        axis.set(xlabel=label, xlim=(0, None), ylim=(0, None))
        axis.locator_params(axis="x", nbins=4)
        axis.ticklabel_format(axis="x", scilimits=(-4, 5))
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("ms a step")
    fig.tight_layout()
    fig.savefig(HERE / "speed.png", dpi=150)


def _growth_step(kind, value):
    if kind == "n":
        return seconds_a_step(13, value, None, 2, 12, wh_weight=0.0)
    if kind == "members":
        return seconds_a_step(13, 500, SubcubeWalshPenalty(), 2, 12, n_members=value)
    if kind == "exact":
        return seconds_a_step(value, 50, ExactWalshPenalty(), 1, 5)
    if kind == "cube":
        return seconds_a_step(13, 50, SubcubeWalshPenalty(value), 5, 25)
    return seconds_a_step(value, 200, SubcubeWalshPenalty(), 5, 55)


def cost_model():
    """Seconds and bytes of docs/scaling_out.rst against what is measured."""
    peak = peak_speed()
    lines = []
    settings = [
        (13, 200, SubcubeWalshPenalty(), 4, WIDTHS),
        (13, 200, SubcubeWalshPenalty(), 32, WIDTHS),
        (13, 4000, SubcubeWalshPenalty(), 1, WIDTHS),
        (13, 200, ExactWalshPenalty(), 1, (64, 64)),
        (16, 200, ExactWalshPenalty(), 1, WIDTHS),
        (18, 200, ExactWalshPenalty(), 1, WIDTHS),
        (300, 1000, SubcubeWalshPenalty(), 4, WIDTHS),
        (50, 1000, HashedWalshPenalty(10), 4, (128, 128)),
    ]
    for d, n, penalty, members, widths in settings if not QUICK else settings[:1]:
        evaluations = penalty.n_evaluations(d)
        weights = sum(a * b for a, b in zip((d, *widths), (*widths, 1), strict=True))
        passed = members * (n + evaluations)
        seconds = 1e-3 + passed * (6 * weights / peak + 1e-9 * sum(widths))
        n_bytes = min(2**29, 8 * passed * sum(widths))
        n_bytes += 4 * evaluations * (d + 6 * members) + 24 * n * (d + members) + 2 * 2**20
        network = {"n_members": members, "hidden_layer_sizes": widths}
        few, many = (1, 4) if seconds > 0.1 else (5, 25)
        measured = seconds_a_step(d, n, penalty, few, many, **network)
        memory = peak_memory(partial(fit, d, n, penalty, 3, **network))[0]
        times = [f"{1e3 * seconds:.1f}", f"{1e3 * measured:.1f}", f"{seconds / measured:.2f}x"]
        name = f"{d}, {n}, {penalty}, {members} x {widths}"
        lines.append([name, *times, f"{n_bytes / 2**20:.0f}", f"{memory:.0f}"])
    headers = ["sites, genotypes, penalty, networks", "model, ms", "measured, ms", "ratio"]
    return [*headers, "model, MB", "measured, MB"], lines


def gpu():
    """CPU and GPU side by side, where there is one: ms a step, 13 sites, 200 genotypes."""
    lines = []
    for members in (1, 16, 128) if torch.cuda.is_available() else ():
        for penalty in (SubcubeWalshPenalty(), ExactWalshPenalty()):
            times = [
                1e3 * seconds_a_step(13, 200, penalty, 5, 25, n_members=members, device=device)
                for device in ("cpu", "cuda")
            ]
            ratio = f"{times[0] / times[1]:.2f}x"
            lines.append([members, penalty, *(f"{t:.1f}" for t in times), ratio])
    return ["networks", "penalty", "cpu", "cuda", "cpu / cuda"], lines or [["no GPU here"]]


TABLES = (transform, share, step, skorch, cross_validation, products, gaussian_process)
TABLES += (exact_large, million, growth, cost_model, gpu)
WHOLE_FITS = (cross_validation, gaussian_process, million)
ALL_CORES = (cross_validation, gaussian_process)
QUICK = False


def main(names, quick):
    global QUICK
    QUICK = quick
    print(machine(), end="\n\n")
    for table in TABLES:
        if names and table.__name__ not in names:
            continue
        # A process of its own, where memory is measured, has all.
        _evaluate_in_every_step(table not in WHOLE_FITS)
        n_threads = os.cpu_count() if table in ALL_CORES else 1
        torch.set_num_threads(n_threads)
        with threadpool_limits(n_threads):
            headers, lines = table()
        print(f"[{table.__name__}] {table.__doc__}\n")
        print(tabulate(lines, headers, disable_numparse=True), end="\n\n", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", nargs="*", help=" ".join(t.__name__ for t in TABLES))
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    arguments = parser.parse_args()
    unknown = set(arguments.tables) - {table.__name__ for table in TABLES}
    if unknown:
        parser.error(f"no table is named {', '.join(sorted(unknown))}")
    main(arguments.tables, arguments.quick)
