"""Write the report of ``sk-epinet compare --report``: one HTML page, with its files beside it.

The same table, seed, number of workers and versions give the same files, byte for byte. Times are
no part of them.
"""

import platform
from importlib.metadata import version
from math import isfinite
from pathlib import Path

from .._utils import written_together
from . import _html as html
from ._coefficients import COLUMNS, ESTIMATED, ON_WILD_TYPE
from ._genotype_tables import (
    ALL_LISTED,
    count_all,
    label_genotypes,
    wild_type_or_none,
    write_genotypes,
)
from ._methods import EPISTATIC_NET
from ._model_files import save_model
from ._names import name_mutations
from ._outputs import open_text, write_rows
from ._pictures import INTERACTIONS, MODELS, PICTURES
from ._reproduce import command_line, reproduce
from ._tables import allele_table, how_estimated, score_table, summary, table_name
from ._verdict import verdict
from ._verdict_on_interactions import RATE

PAGE, MODEL, PROGRAM = "report.html", "model.skops", "reproduce.py"
COEFFICIENTS, PREDICTIONS, BEST = "coefficients.csv", "predictions.csv", "best_unmeasured.csv"
FILES = (PAGE, MODEL, PROGRAM, COEFFICIENTS, PREDICTIONS, BEST)
_PACKAGES = ("numpy", "scipy", "scikit-learn", "torch", "skorch", "matplotlib")
_COEFFICIENTS_TEXT = (
    "the interactions, named by their mutations, with their order, value, ends of the 90 % "
    "interval, whether they differ from zero, and their value in the final model"
)
_PREDICTIONS_TEXT = (
    "mean of the measured values, prediction of the final model (which was trained on the "
    "measured values), and ends of the 90 % interval for a new measurement"
)
_WALSH = (
    "The value of an effect is its Walsh coefficient. For a single site, twice the value is the "
    "mean difference between the genotypes with one allele and those with the other. For "
    "several sites, twice the value is the average amount by which this difference at one of them "
    "becomes larger or smaller, depending on the alleles of the others. A table below says which "
    "allele of a site counts as +1 and which as −1."
)
_ALLELES = (
    "The value of an effect of one allele is the mean of all genotypes that have it, minus the "
    "mean of all genotypes. The value for two alleles is the same difference for the genotypes "
    "that have both, minus the two single effects."
)
_OWN_LETTER = " A name such as A12A stands for the wild type's own letter."
_ALLELE_NAMES = " The name of an effect consists of the site and the allele."
_ROWS = 20  # interactions in the table of the page
_BEST_ROWS = 10  # genotypes in the table of the page


def write_report(options, results, plan):
    """Write the page and the files beside it, all of them or none.

    Parameters
    ----------
    options : argparse.Namespace
        With the existing folder `report`.
    results : Results
    plan : dict
        As in :func:`reproduce`.

    Returns
    -------
    path : Path
        Where the page was written.
    failed : list of str
        Names of the pictures that could not be drawn.
    """
    with written_together(options.report, FILES) as folder:
        _write_tables(folder, results)
        save_model(folder / MODEL, results.model, results.landscape)
        with open_text(folder / PROGRAM) as file:
            file.write(reproduce(options, results.landscape, plan, ", ".join(_versions())))
        failed = []
        parts = list(_parts(options, results, plan, failed))
        title = f"{table_name(options.table)}: {results.landscape.target_name}"
        with open_text(folder / PAGE) as file:
            file.write(html.page(title, parts))
    return options.report / PAGE, failed


def _write_tables(folder, results):
    landscape = results.landscape
    tables = {
        COEFFICIENTS: results.interactions.table[list(COLUMNS)],
        PREDICTIONS: write_genotypes(results.codes, results.numbers, landscape),
        BEST: write_genotypes(results.best_codes, results.best_numbers, landscape),
    }
    for name, frame in tables.items():
        with open_text(folder / name) as file:
            write_rows(frame, file, folder / name)


def _parts(options, results, plan, failed):
    """Yield the parts of the page, and note the pictures that fail."""
    landscape, settings = results.landscape, results.settings
    n_train = settings["training genotypes"]
    yield html.paragraph(f"{summary(landscape, n_train, results.scores)}.")
    yield html.verdict(verdict(results.evidence, results.interactions, settings, results.cv_r2))
    yield html.heading("How well the models predict")
    yield from _predictions(results)
    yield from _pictures(MODELS, results, failed)
    yield html.heading("Which interactions matter")
    yield from _interactions(results)
    yield from _pictures(INTERACTIONS, results, failed)
    yield from _alleles(results)
    yield html.heading("The best genotypes that were not measured")
    yield from _best(results)
    yield html.heading("Files beside this page")
    yield html.names_and_values(_files(results))
    yield html.heading("How this report was made")
    yield html.names_and_values(_provenance(options, results, plan))


def _pictures(section, results, failed):
    """Yield the pictures of a section; where one fails, the rest of the report is kept."""
    for own, name, make in PICTURES:
        if own != section:
            continue
        try:
            made = make(results)
            if made is not None:
                yield html.picture(*made)
        except Exception as error:
            failed.append(name)
            kind = type(error).__name__
            yield html.failure(f"The picture '{name}' could not be drawn ({kind}: {error}).")


def _predictions(results):
    yield html.table(*score_table(results.scores))
    weights = " Each row counts by its weight." * (results.landscape.sample_weight is not None)
    yield html.paragraph(
        "The table shows means over the training sets, with standard deviations in parentheses. "
        "The models were scored on the genotypes that they were not trained on, and their "
        f"settings were chosen by cross-validation within the training set.{weights}"
    )
    covered = results.evidence.covered
    if covered is not None:
        yield html.paragraph(
            f"Of the measurements that {EPISTATIC_NET} was not trained on, {100 * covered:.0f} % "
            "lie in its 90 % intervals."
        )


def _interactions(results):
    found = results.interactions
    yield from map(html.paragraph, _meaning(results))
    rows = found.table[found.table["order"] > 0].head(_ROWS)
    if not len(rows):
        return
    several = bool((found.table["selected"] != "").any())
    titles = ["effect", "order", "value", *["90 % interval", "supported"] * several]
    yield html.table(titles, [_row(row, several) for row in rows.to_dict("records")])
    if len(found.table) - 1 > len(rows):
        yield html.paragraph(
            f"These are the first {len(rows)} of {len(found.table) - 1:,}; all are in "
            f"{COEFFICIENTS}."
        )


def _row(row, with_interval):
    cells = [row["parts"], row["order"], f"{row['value']:.4g}"]
    if with_interval:
        cells += [_interval(row), row["selected"]]
    return cells


def _interval(row):
    if not (isfinite(row["low_90"]) and isfinite(row["high_90"])):
        return "not known"
    return f"{row['low_90']:.4g} to {row['high_90']:.4g}"


def _meaning(results):
    """Yield what the listed values are, and where they are from."""
    found, landscape = results.interactions, results.landscape
    if found.kind == ON_WILD_TYPE:
        yield (
            "The values are effects of mutations on the wild type. The value for two mutations is "
            "the effect of both together, minus the effects of each alone. Only pairs that occur "
            "in a measured genotype are listed. Values with an interval were measured, and the "
            "interval is computed from the errors of the genotypes that were compared. The other "
            "values are predictions of the final model."
        )
        yield (
            f"An effect is called supported if it differs from zero; {RATE}. Effects averaged "
            f"over all genotypes are not given, because {found.problem}."
        )
        return
    two_levels = max(map(len, landscape.alleles)) == 2
    names = _ALLELE_NAMES if landscape.wild_type is None else _OWN_LETTER
    yield _WALSH if two_levels else _ALLELES + names
    if found.kind == ESTIMATED:
        yield (
            "Each model of the comparison predicts the genotypes that it was not trained on, and "
            f"its errors there correct the effects that it has found{_how_estimated(results)}. "
            "So the values are not too small because of the penalty, and each interval contains "
            "the true value with a probability of 90 %. An effect is called supported if it "
            f"differs from zero; {RATE}. Because many effects are tested, the interval of an "
            "effect that is not supported may exclude zero, too. All this assumes that the "
            "measured genotypes are like a random sample of all possible ones. If nearly all are "
            "measured, the intervals are wider than necessary."
        )
        return
    listed = "The values are those of the final model, without intervals,"
    yield f"{listed if len(found.table) else 'No values are listed,'} because {found.problem}."


def _how_estimated(results):
    two_levels = max(map(len, results.landscape.alleles)) == 2
    return how_estimated(results.landscape) if two_levels else ""


def _alleles(results):
    """Yield the alleles behind the spins, where interactions have coefficients."""
    spectrum = results.interactions.spectrum
    if hasattr(spectrum, "levels"):
        yield html.paragraph(
            "This table says which allele of each site counts as +1 and which as −1 (spin):"
        )
        yield html.table(*allele_table(spectrum.top(_ROWS)))


def _best(results):
    landscape = results.landscape
    if not len(results.best_codes):
        yield html.paragraph("All genotypes of the alleles in the table were measured.")
        return
    limit = (
        f" Only genotypes with at most {results.max_mutations} mutations were considered, like "
        "nearly all measured ones, because the model knows too little about others."
    ) * (results.max_mutations is not None)
    searched = (
        f" There are more than {ALL_LISTED:,} possible genotypes, so these were found by a "
        "search, and there may be better ones."
    ) * (count_all(landscape) > ALL_LISTED)
    yield html.paragraph(
        "These are the highest predictions of the final model. A new measurement lies in its "
        "interval with a probability of 90 %, if the genotype is like the measured ones."
        f"{searched}{limit}"
    )
    mutations = name_mutations(landscape)
    labels = label_genotypes(results.best_codes[:_BEST_ROWS], landscape, mutations)
    rows = [
        [label, f"{row['prediction']:.4g}", _interval(row)]
        for label, row in zip(
            labels, results.best_numbers.head(_BEST_ROWS).to_dict("records"), strict=True
        )
    ]
    known = wild_type_or_none(landscape) is not None
    title = "mutations" if known else f"alleles of {', '.join(landscape.site_names[:8])}"
    title += ", ..." * (not known and len(landscape.site_names) > 8)
    yield html.table([title, "prediction", "90 % interval"], rows)


def _files(results):
    """Yield the name of each file and what it holds."""
    landscape = results.landscape
    n_measured = int(results.numbers["measured"].notna().sum())
    n_all, n_listed = count_all(landscape), len(results.codes)
    if n_listed > n_measured:
        listed = f"all {n_measured:,} measured and {n_listed - n_measured:,} unmeasured genotypes"
    elif n_all > ALL_LISTED:
        listed = (
            f"all {n_measured:,} measured genotypes. The others are too many to list; sk-epinet "
            "predict model.skops --all-singles --all-doubles -o mutants.csv lists those of one "
            "and two mutations"
        )
    else:
        listed = f"all {n_measured:,} genotypes"
    yield COEFFICIENTS, _COEFFICIENTS_TEXT
    yield PREDICTIONS, f"{listed}: {_PREDICTIONS_TEXT}"
    best = f"the {len(results.best_codes)} unmeasured genotypes with the highest predictions"
    yield BEST, best if len(results.best_codes) else "empty, because all genotypes were measured"
    yield MODEL, "the final model, for sk-epinet predict, suggest and spectrum"
    yield PROGRAM, "a Python program that computes the model, the predictions and the scores again"


def _provenance(options, results, plan):
    """Yield names and values that say how the report was made."""
    yield "file", f"{Path(options.table).name}, SHA-256 {plan['digest']}"
    yield "target", results.landscape.target_name
    yield from results.settings.items()
    yield "command", command_line(options)
    yield "final model", " ".join(results.model.__repr__(N_CHAR_MAX=10**6).split())
    for named in _versions():
        yield tuple(named.split(" ", 1))


def _versions():
    """Return the name and version of everything that a report depends on."""
    yield f"sk_epinet {version('sk_epinet')}"
    yield f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    for package in _PACKAGES:
        yield f"{package} {version(package)}"
