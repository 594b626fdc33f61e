"""The effects of a spectrum of many alleles as the rows of a long table."""

import numpy as np


def count_rows(membership, n_alleles):
    """Return the number of combinations of alleles of all interactions."""
    counts = np.ones(len(membership))
    for site, k in enumerate(n_alleles):
        counts[membership[:, site]] *= k
    return int(counts.sum())


def effect_rows(spectrum):
    """Return a list for each column of the effects of a spectrum.

    Parameters
    ----------
    spectrum : EpistasisSpectrum

    Returns
    -------
    columns : dict of str to list
    """
    sites, errors, intervals = spectrum._sites, spectrum.standard_errors, spectrum.intervals
    shown = [
        np.flatnonzero(own == 0 if alone else np.ones(len(own)))
        for own, alone in zip(sites.weights, sites.at_one_allele, strict=True)
    ]
    effects = [sites.effect_names(site) for site in range(len(sites))]
    names = ["interaction", "sites", "order", "alleles", "effect", "value"]
    names += ["standard_error"] * (errors is not None)
    names += ["low", "high"] * (intervals is not None)
    columns: dict = {name: [] for name in names}
    interactions = zip(spectrum.interactions, spectrum.names, strict=True)
    for row, (own, name) in enumerate(interactions):
        kept = np.ix_(*(shown[site] for site in own)) if own else ()
        values = np.ravel(spectrum._table(row)[kept])
        combinations = _combine([shown[site] for site in own])
        columns["interaction"] += [name] * len(values)
        columns["sites"] += [own] * len(values)
        columns["order"] += [len(own)] * len(values)
        columns["alleles"] += _of_each(combinations, [sites.alleles[site] for site in own])
        written = _of_each(combinations, [effects[site] for site in own])
        columns["effect"] += [":".join(parts) or "constant" for parts in written]
        columns["value"] += (values + 0.0).tolist()  # no -0
        if errors is not None:
            columns["standard_error"] += np.ravel(errors[row][kept]).tolist()
        if intervals is not None:
            columns["low"] += np.ravel(intervals[row][..., 0][kept]).tolist()
            columns["high"] += np.ravel(intervals[row][..., 1][kept]).tolist()
    return columns


def _combine(shown):
    """Return all combinations of the numbers of alleles, a row for each."""
    grids = np.meshgrid(*shown, indexing="ij")
    return np.stack(grids, axis=-1).reshape(-1, len(shown)) if shown else np.zeros((1, 0), int)


def _of_each(combinations, values):
    """Return the values of each combination as a tuple."""
    return [
        tuple(own[code] for own, code in zip(values, row, strict=True))
        for row in combinations.tolist()
    ]
