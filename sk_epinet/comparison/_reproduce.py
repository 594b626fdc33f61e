"""Write the Python program that makes the model and the predictions of a report again."""

import shlex
from pathlib import Path

from ._genotype_tables import ALL_LISTED, count_all
from ._table_options import TABLE_OPTIONS, table_arguments

_HEAD = '''"""Make the model and the predictions of a report of sk-epinet again.

python reproduce.py [TABLE] makes the final model and its predictions, and then the scores of
Epistatic Net. It writes reproduced_model.skops and reproduced_predictions.csv into the current
folder. COMMAND makes the whole report, with the scores of all models.

The report was made with {versions}.
"""

import hashlib
import itertools
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import r2_score

from sk_epinet import {kind}
from sk_epinet.comparison import save_model
from sk_epinet.cross_validation import split_genotypes
from sk_epinet.datasets import load_landscape

COMMAND = {command!r}
TABLE = Path(sys.argv[1] if len(sys.argv) > 1 else {name!r})
if hashlib.sha256(TABLE.read_bytes()).hexdigest() != {digest!r}:
    sys.exit(f"{{TABLE}} is not the table of the report.")

landscape = load_landscape(TABLE{arguments})
print(landscape.describe())
'''

_FIT = """
# The final model.
rows = {rows}
weight = landscape.training_weights(rows)
model = {model}
model.fit(
    landscape.data.iloc[rows],
    landscape.target[rows],
    sample_weight=None if weight is None else weight[rows],
{parameters})
save_model("reproduced_model.skops", model, landscape)

# Its predictions.
genotypes = landscape.data.drop_duplicates()
"""

_UNMEASURED = """everything = pd.DataFrame(
    list(itertools.product(*landscape.alleles)), columns=landscape.site_names
)
measured = pd.MultiIndex.from_frame(genotypes.astype(object))
others = everything[~pd.MultiIndex.from_frame(everything).isin(measured)]
genotypes = pd.concat([genotypes.astype(object), others], ignore_index=True)
"""

_PREDICT = """predictions = genotypes.astype(object)
predictions["prediction"] = model.predict(genotypes)
predictions[["low_90", "high_90"]] = model.predict_interval(genotypes, 0.9)
predictions.to_csv("reproduced_predictions.csv", index=False)
"""

_SCORES = """
# The scores of Epistatic Net in the comparison.
for number in range({repeats}):
    train, test = {split}
    weight = landscape.training_weights(train)
    net = {net}.set_params(random_state={seed} + number)
    net.fit(
        landscape.data.iloc[train],
        landscape.target[train],
        sample_weight=None if weight is None else weight[train],
{train_parameters}    )
    score = r2_score(
        landscape.target[test],
        net.predict(landscape.data.iloc[test]),
        sample_weight=None if weight is None else weight[test],
    )
    print(f"training set {{number + 1}}: R² {{score:.3f}}")
"""

_WORDS = "np.char.lower(np.asarray(landscape.split, dtype=str))"
_TRAIN = f'np.flatnonzero(np.isin({_WORDS}, ["train", "validation"]))'
_TEST = f'np.flatnonzero({_WORDS} == "test")'


def reproduce(options, landscape, plan, versions):
    """Return the program as text.

    Parameters
    ----------
    options : argparse.Namespace
        Of the command ``compare``.
    landscape : Bunch
        As :func:`load_landscape` returned it.
    plan : dict
        With the numbers and estimators of the comparison: "n_train", "model" and "net", not
        fitted, "split", whether the table says what to train on, and "digest", the SHA-256 of the
        table.
    versions : str
        Names and versions of the packages.
    """
    table = Path(options.table)
    arguments = "".join(f", {name}={value!r}" for name, value in table_arguments(options).items())
    return "".join(
        [
            _HEAD.format(
                command=command_line(options),
                versions=versions,
                kind=type(plan["model"]).__name__,
                name=table.name,
                digest=plan["digest"],
                arguments=arguments,
            ),
            _FIT.format(
                rows=_TRAIN if plan["split"] else "np.arange(len(landscape.target))",
                model=_written(plan["model"]),
                parameters=_parameters(options, landscape, "rows", " " * 4),
            ),
            _UNMEASURED if count_all(landscape) <= ALL_LISTED else "",
            _PREDICT,
            _SCORES.format(
                repeats=options.repeats,
                split=f"{_TRAIN}, {_TEST}" if plan["split"] else _drawn(options, plan["n_train"]),
                net=_written(plan["net"]),
                seed=options.seed,
                train_parameters=_parameters(options, landscape, "train", " " * 8),
            ),
        ]
    )


def _drawn(options, n_train):
    """Return the Python that draws a training set."""
    groups = "landscape.groups" if options.groups else "None"
    seed = f"random_state={options.seed} + number"
    return f"split_genotypes(landscape.data, {n_train}, groups={groups}, {seed})"


def _parameters(options, landscape, rows, indent):
    """Return further arguments of a fit, a line for each."""
    lines = []
    if options.groups:
        lines.append(f"{indent}groups=landscape.groups[{rows}],\n")
    if landscape.censored is not None:
        lines.append(f"{indent}censored=landscape.censored[{rows}],\n")
    return "".join(lines)


def _written(estimator):
    """Return the Python of an estimator that is not fitted."""
    return " ".join(estimator.__repr__(N_CHAR_MAX=10**6).split())


def command_line(options):
    """Return the command that makes the same report, without the folders of this machine."""
    words = ["sk-epinet", "compare", Path(options.table).name]
    for name in ("n_train", "repeats", "seed", "jobs", "censored", *TABLE_OPTIONS):
        value = getattr(options, name)
        for own in value if isinstance(value, list) else [value]:
            if own is not None:
                words += [f"--{name.replace('_', '-')}", str(own)]
    return shlex.join([*words, "--report", "report"])
