"""The command ``spectrum``: the interactions of a saved model."""

import math
import sys

from ..inference import estimate_spectrum
from ..spectrum import WalshSpectrum
from ..walsh import MAX_SITES, count_interactions
from ._model_files import load_model
from ._outputs import open_text, require_text_file, write_rows
from ._tables import allele_table, interaction_table
from ._terminal import print_table

_ALL_ORDERS = 2**16  # genotypes up to which all interactions are written by default
_MOST_ESTIMATED = 2**17
_SHOWN = 20


def spectrum(options, estimators):
    """Print the largest interactions of a model, or write all of them up to an order."""
    require_text_file(options.output, options.model)
    model, _ = load_model(options.model)
    found = _find_spectrum(model, options)
    if options.output is None:
        _print_spectrum(found, options.top or _SHOWN)
        return
    found = found if options.top is None else found.top(options.top)
    frame = found.to_frame()
    named = dict(zip(found.interactions, found.name_tuples, strict=True))
    frame["interaction"] = [":".join(named[sites]) or "constant" for sites in frame["sites"]]
    frame = frame.drop(columns=[name for name in ("sites", "alleles") if name in frame])
    with open_text(options.output) as file:
        write_rows(frame, file, options.output)
    print(f"{len(found):,} interactions are in {options.output}.", file=sys.stderr)
    if isinstance(found, WalshSpectrum):
        _print_alleles(found, sys.stderr)


def _find_spectrum(model, options):
    """Return the spectrum of a model up to an order: exact for up to 24 sites, else estimated."""
    n_sites = model.n_features_in_
    order = None if options.max_order is None else min(options.max_order, n_sites)
    n_genotypes = math.prod(len(own) for own in model.alleles_)
    if order is None and n_genotypes > _ALL_ORDERS:
        order = 2
    if n_genotypes <= 2**MAX_SITES:
        exact = model.spectrum_
        return exact if order is None else exact.order(range(min(order, exact.n_sites) + 1))
    n_coefficients = count_interactions(n_sites, order)
    if n_coefficients > _MOST_ESTIMATED:
        raise ValueError(
            f"--max-order {order} has {n_coefficients:,} interactions of {n_sites} sites, of "
            f"which at most {_MOST_ESTIMATED:,} can be estimated. Lower --max-order."
        )
    print(
        f"The model has {n_sites} sites, so the interactions of up to {order} sites are estimated "
        "from random genotypes, with standard errors.",
        file=sys.stderr,
    )
    return estimate_spectrum(model, order, random_state=options.seed)


def _print_spectrum(found, n_shown):
    top = found.top(n_shown)
    n_all = int((found.orders > 0).sum())
    is_walsh = isinstance(found, WalshSpectrum)
    what = "Walsh coefficients" if is_walsh else "root mean squares of their effects"
    print(f"The {len(top)} largest of {n_all:,} interactions ({what})\n")
    print_table(*interaction_table(top))
    if is_walsh:
        _print_alleles(top, sys.stdout)
    else:
        effects = top.top_effects(n_shown)
        print(f"\nThe {len(effects)} largest effects of these interactions\n")
        print_table(
            ["effect", "value"],
            [
                [(effect,), f"{value:.4g}"]
                for effect, value in zip(effects["effect"], effects["value"], strict=True)
            ],
        )


def _print_alleles(found, file):
    title = "Which allele of each site has spin +1, and which has spin \N{MINUS SIGN}1"
    print(f"\n{title}\n", file=file)
    print_table(*allele_table(found), file=file)
