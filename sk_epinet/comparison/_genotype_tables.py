"""Make the tables of genotypes that stand beside a report: predictions, and the best ones."""

import math

import numpy as np
import pandas as pd

from ..suggestion import suggest
from ._experiment import COVERAGE
from ._mutants import as_categories, as_written, count_by_mutations, find_wild_type
from ._predict_command import free_name

ALL_LISTED = 2**20  # genotypes up to which all are listed
N_BEST = 24
_BLOCK = 2**15  # genotypes that are predicted at once
# Share of the measured genotypes that have no more mutations than what is suggested from a scan.
_WITHIN = 0.95


def count_all(landscape):
    """Return the number of genotypes of the alleles of a landscape."""
    return math.prod(len(own) for own in landscape.alleles)


def wild_type_or_none(landscape):
    """Return the allele of each site of the wild type, or None where it is not known."""
    if landscape.wild_type is None and landscape.coding.kind != "members":
        return None
    return find_wild_type(landscape)


def predict_genotypes(model, landscape):
    """Return the predictions of all measured genotypes, and of all others where they are few.

    Parameters
    ----------
    model : fitted EpistaticNetRegressorCV
    landscape : Bunch
        As :func:`load_landscape` returned it.

    Returns
    -------
    codes : ndarray of shape (n_genotypes, n_sites)
        The measured genotypes in the order of the table and, where there are at most 2^20
        genotypes, the others in the order of their enumeration.
    numbers : DataFrame of shape (n_genotypes, 4)
        ``measured``, the mean of the values of the genotype or NaN; ``prediction``; ``low_90``
        and ``high_90``.
    """
    codes = np.asarray(landscape.codes)
    _, first, unit = np.unique(codes, axis=0, return_index=True, return_inverse=True)
    means = np.bincount(unit, landscape.target) / np.bincount(unit)
    order = np.argsort(first)
    listed, measured = codes[first[order]].astype(np.intp), means[order]
    if count_all(landscape) <= ALL_LISTED:
        others = _unmeasured(codes, landscape)
        listed = np.concatenate([listed, others])
        measured = np.concatenate([measured, np.full(len(others), np.nan)])
    blocks = np.array_split(listed, -(-len(listed) // _BLOCK))
    numbers = pd.concat([_predict(model, block, landscape) for block in blocks], ignore_index=True)
    numbers.insert(0, "measured", measured)
    return listed, numbers


def _unmeasured(codes, landscape):
    sizes = [len(own) for own in landscape.alleles]
    places = np.ravel_multi_index(codes.T.astype(np.intp), sizes)
    free = np.ones(math.prod(sizes), dtype=bool)
    free[places] = False
    return np.column_stack(np.unravel_index(np.flatnonzero(free), sizes))


def _predict(model, codes, landscape):
    data = as_categories(codes, landscape)
    low, high = model.predict_interval(data, COVERAGE).T
    return pd.DataFrame({"prediction": model.predict(data), "low_90": low, "high_90": high})


def write_genotypes(codes, numbers, landscape):
    """Return genotypes as the table writes them, with numbers beside them."""
    frame = as_written(codes, landscape, wild_type_or_none(landscape))
    for name in numbers.columns:
        frame[free_name(name, frame)] = numbers[name].to_numpy()
    return frame


def label_genotypes(codes, landscape, mutations):
    """Return one text for each genotype: its mutations or, without a wild type, its alleles.

    Parameters
    ----------
    codes : ndarray of shape (n_genotypes, n_sites)
    landscape : Bunch
    mutations : list of list of str
        Name of each allele of each site.
    """
    wild_type = wild_type_or_none(landscape)
    if wild_type is not None:
        wild = [own.index(a) for own, a in zip(landscape.alleles, wild_type, strict=True)]
        return [
            ":".join(mutations[site][row[site]] for site in np.flatnonzero(row != wild))
            or "wild type"
            for row in codes
        ]
    alleles = [
        [own[code] for own, code in zip(landscape.alleles, row, strict=True)] for row in codes
    ]
    single = all(len(allele) == 1 for own in landscape.alleles for allele in own)
    return [("" if single else " ").join(row) for row in alleles]


def find_best(model, landscape, listed, seed):
    """Return the unmeasured genotypes with the highest predictions, the highest first.

    Parameters
    ----------
    model : fitted EpistaticNetRegressorCV
    landscape : Bunch
    listed : (ndarray, DataFrame)
        What :func:`predict_genotypes` returned.
    seed : int
        Of the random genotypes that a search begins from, where not all are listed.

    Returns
    -------
    codes : ndarray of shape (n_best, n_sites)
    numbers : DataFrame of shape (n_best, 3)
        ``prediction``, ``low_90`` and ``high_90``.
    max_mutations : int or None
        The most mutations that were looked at, or None where there was no limit.
    """
    if count_all(landscape) > ALL_LISTED:
        return _search(model, landscape, seed)
    codes, numbers = listed
    free = np.flatnonzero(numbers["measured"].isna())
    best = free[np.argsort(-numbers["prediction"].to_numpy()[free], kind="stable")[:N_BEST]]
    return codes[best], numbers.iloc[best].drop(columns="measured").reset_index(drop=True), None


def _search(model, landscape, seed):
    """Search for the best genotypes, with no more mutations than nearly all measured ones have."""
    wild_type, most = wild_type_or_none(landscape), None
    codes = np.unique(np.asarray(landscape.codes), axis=0).astype(np.intp)
    n_best = N_BEST
    if wild_type is not None:
        wild = [own.index(a) for own, a in zip(landscape.alleles, wild_type, strict=True)]
        n_mutations = (codes != wild).sum(axis=1)
        most = max(2, int(np.quantile(n_mutations, _WITHIN)))
        near = sum(count_by_mutations(landscape.alleles)[: most + 1])
        n_best = min(N_BEST, near - int((n_mutations <= most).sum()))
    if not n_best:
        return codes[:0], _predict(model, codes[:1], landscape).iloc[:0], most
    found = suggest(
        model,
        n_best,
        strategy="best",
        max_mutations=most,
        wild_type=wild_type,
        exclude=as_categories(codes, landscape),
        diversity=0,
        random_state=seed,
    )
    best = np.column_stack(
        [
            pd.Index(alleles).get_indexer(found[name].astype(object))
            for name, alleles in zip(landscape.site_names, landscape.alleles, strict=True)
        ]
    )
    return best, _predict(model, best, landscape), most
