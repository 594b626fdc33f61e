"""Suggest the genotypes to measure next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .._utils import (
    RandomState,
    Regressor,
    check_bool,
    check_number,
    check_option,
    fresh_random_state,
)
from ._make_space import make_space
from ._predictor import Predictor
from ._search import ClimbSearch, ListSearch, Wish

_LISTED = 2**20  # genotypes; more of them are searched by climbing
_COVERAGE = 0.9


def suggest(
    model: Regressor,
    n: int = 24,
    *,
    strategy: Literal["best", "uncertain", "thompson", "ucb"] = "ucb",
    max_mutations: int | None = None,
    wild_type: Sequence[Any] | Mapping[str, Any] | None = None,
    exclude: ArrayLike | None = None,
    candidates: ArrayLike | None = None,
    alleles: Sequence[Sequence[Any]] | Mapping[str, Sequence[Any]] | None = None,
    minimize: bool = False,
    kappa: float = 1.0,
    diversity: float = 0.5,
    random_state: RandomState = None,
) -> pd.DataFrame:
    """Choose the genotypes to measure next.

    Parameters
    ----------
    model : fitted regressor, pipeline or search
        The model that predicts the genotypes. The regressors of this package know which alleles
        each site can have; for other models pass `alleles` or `candidates`.
    n : int, default=24
        Number of genotypes.
    strategy : {"ucb", "best", "uncertain", "thompson"}, default="ucb"
        Which genotypes are suggested:

        - "best": those with the highest prediction;
        - "ucb": those with the highest sum of the prediction and `kappa` times its uncertainty
          ("upper confidence bound"), whose values may be high (see Notes);
        - "uncertain": those with the largest uncertainty, to improve the model everywhere;
        - "thompson": for each genotype one possible landscape is drawn, and the best genotype
          of that landscape is suggested [1]_. A draw is one of the networks of a regressor of
          this package, one tree of a forest, or a sample of a Gaussian process on at most
          2,048 genotypes.

        All but "best" need a model that says how uncertain it is: a regressor of this package
        or a forest of scikit-learn, or one whose ``predict`` has `return_std`.
    max_mutations : int, default=None
        Largest number of sites at which a suggestion may differ from the wild type. By default
        there is no limit. Needs `wild_type`.
    wild_type : sequence, or dict of str to allele, default=None
        Allele of each site, for instance ``landscape.wild_type``. By default the mutations in
        the result are those from the first allele of each site.
    exclude : array-like or DataFrame of shape (n_measured, n_sites), default=None
        Genotypes that are not suggested, usually those that were measured, in the form of the X
        that the model was fitted on. Those with alleles that no suggestion can have are ignored.
    candidates : array-like or DataFrame of shape (n_candidates, n_sites), default=None
        Genotypes to choose from, in the form of X. By default these are all genotypes of the
        alleles.
    alleles : sequence of sequences, or dict of str to sequence, default=None
        Alleles that each site can have. By default those that the model was fitted on.
    minimize : bool, default=False
        Whether low values are wanted.
    kappa : float, default=1.0
        Factor of the uncertainty in the score of "ucb", at least 0.
    diversity : float, default=0.5
        How strongly similar genotypes are avoided (see Notes). With 0 the genotypes with the
        highest scores are suggested even if they are similar. It is not used for "thompson".
    random_state : int, RandomState instance or None, default=None
        Determines the draws of "thompson", and the random genotypes that a search begins from.

    Returns
    -------
    suggestions : DataFrame of n rows
        In the order in which they were chosen: ``mutations`` from the wild type (``A12V:K45R``;
        the name of the site and the allele where the name is no position); one column
        for each site, which ``model.predict`` takes; ``prediction``; and, where the model says
        how uncertain it is, its standard deviation ``std`` and the limits ``lower`` and ``upper``
        of a 90 % interval. The interval is the model's own if it has ``predict_interval``, and
        else that of a normal distribution. A name that a site has gets an underscore.

    Raises
    ------
    TypeError
        If the model is not a regressor.
    ValueError
        Before any prediction, if an argument is wrong or one is missing, such as `alleles` for a
        model that does not know them; the message names the argument to add. Also if there
        are fewer than `n` genotypes to choose from, or not enough memory to list them.

    See Also
    --------
    sk_epinet.comparison.list_mutants : All single or double mutants that were not measured.

    Notes
    -----
    *Uncertainty.* The ``std`` of a regressor of this package is that of a new measurement. The
    error of measuring has no part in the choice, because it is the same for all genotypes: the
    uncertainty is ``sqrt(std**2 - model.target_scale_**2 * model.error_model_.noise_variance)``.
    The uncertainty of a forest is the standard deviation of the predictions of its trees, and
    that of other models is the standard deviation that they return.

    *Batch.* The genotype with the highest score is chosen first. Then, one after the other, the
    one with the highest score after a penalty for being similar to one that was already chosen:
    `diversity` times the standard deviation of the scores of all genotypes, divided by the number
    of sites at which it differs from the nearest one chosen. So a genotype that is one mutation
    away gets the whole penalty, and one that is two mutations away gets half of it.

    *Search.* Up to 2^20 genotypes are listed and all of them predicted; more are searched. The
    search starts from the wild type (or the first allele of each site), from 16 random genotypes
    and from the 16 genotypes of `exclude` with the highest scores, and goes from each to the best
    of all single mutants until none is better. The batch is chosen from all genotypes that were
    met. So it is certain that the best genotype is found only if the genotypes are listed, or if
    the effect of a mutation never depends on other sites.

    *Cost.* If the genotypes are listed, each of them is predicted once. In a search, all single
    mutants are predicted in each step, and there are some tens of steps from each start; for
    "thompson" this is repeated for each network that is drawn. EpistaticNetRegressor trains
    networks on folds when it is first asked for a standard deviation, whatever the strategy. A
    list takes at most 6 bytes for each genotype and site.

    References
    ----------
    .. [1] Russo, Van Roy, Kazerouni, Osband, Wen (2018). A tutorial on Thompson sampling.
       Foundations and Trends in Machine Learning 11:1-96.
    .. [2] Romero, Krause, Arnold (2013). Navigating the protein fitness landscape with Gaussian
       processes. PNAS 110:E193-E201.

    Examples
    --------
    >>> import numpy as np
    >>> from sk_epinet import EpistaticNetRegressor, suggest
    >>> X = np.array([["A", "K"], ["V", "K"], ["A", "R"], ["G", "K"], ["A", "E"]])
    >>> model = EpistaticNetRegressor(max_iter=200, random_state=0).fit(X, [0.0, 1, 1, -1, -1])
    >>> found = suggest(model, 1, strategy="best", wild_type=["A", "K"], exclude=X)
    >>> found[["mutations", "x0", "x1"]]
      mutations x0 x1
    0  x0_V:x1_R  V  R
    """
    _check_arguments(n, strategy, max_mutations, minimize, kappa, diversity)
    predictor = Predictor(model)
    if strategy == "thompson":
        predictor.require_draws()
    elif strategy != "best":
        predictor.require_std(strategy)
    space = make_space(predictor.model, alleles, candidates, wild_type, max_mutations)
    measured = space.none() if exclude is None else space.read(exclude, "exclude")
    excluded = {genotype.tobytes() for genotype in measured}
    random = fresh_random_state(random_state)
    wish = Wish(n, strategy, -1 if minimize else 1, kappa, diversity, random)
    if candidates is None and space.count() > _LISTED:
        starts = space.within_limit(measured)
        chosen = ClimbSearch(predictor, space, wish, excluded).run(starts)
    else:
        listed = space.enumerate() if candidates is None else _distinct(space, candidates)
        chosen = ListSearch(predictor, space, wish, excluded).run(listed)
    return _as_table(chosen, space, predictor)


def _check_arguments(n, strategy, max_mutations, minimize, kappa, diversity):
    check_number("n", n, low=1, integer=True)
    check_option("strategy", strategy, ("best", "uncertain", "thompson", "ucb"))
    if max_mutations is not None:
        check_number("max_mutations", max_mutations, low=0, integer=True)
    check_bool("minimize", minimize)
    check_number("kappa", kappa, low=0, high=1e100)
    check_number("diversity", diversity, low=0)


def _distinct(space, candidates):
    """Return the different candidates with few enough mutations, in their order."""
    listed = space.within_limit(space.read(candidates, "candidates"))
    _, first = np.unique(listed, axis=0, return_index=True)
    return listed[np.sort(first)]


def _as_table(genotypes, space, predictor):
    """Return genotypes with their mutations, and all that the model says of them."""
    X = space.to_model(genotypes)
    if predictor.has_std:
        values, std, interval = predictor.predict_interval(X, _COVERAGE)
        columns = {
            "prediction": values,
            "std": std,
            "lower": interval[:, 0],
            "upper": interval[:, 1],
        }
    else:
        columns = {"prediction": predictor.predict(X)}
    table = space.to_frame(genotypes)
    table.insert(0, _free_name("mutations", space.names), space.name_mutations(genotypes))
    for name, values in columns.items():
        table[_free_name(name, space.names)] = values
    return table


def _free_name(name, taken):
    while name in taken:
        name += "_"
    return name
