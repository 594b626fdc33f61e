"""Find everything that a report shows: the final model, what it predicts, and the evidence."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.utils import Bunch

from ..regressors import EpistaticNetRegressorCV
from ._coefficients import Interactions, list_interactions
from ._evidence import Evidence, gather_evidence
from ._fit_command import train_model
from ._genotype_tables import find_best, predict_genotypes


@dataclass(frozen=True)
class Results:
    """Hold everything that a report shows.

    Parameters
    ----------
    landscape : Bunch
        As :func:`load_landscape` returned it.
    scores : list of Score
        The scores of all methods on all training sets.
    settings : dict
        Settings of the comparison by name, with "training genotypes".
    model : EpistaticNetRegressorCV
        The final model, fitted on all rows, or on those to train on where the table says so.
    cv_r2 : float or None
        About its R² in its own cross-validation.
    evidence : Evidence
    interactions : Interactions
    codes, numbers : ndarray, DataFrame
        Genotypes, and their measured and predicted values.
    best_codes, best_numbers : ndarray, DataFrame
        The unmeasured genotypes with the highest predictions.
    max_mutations : int or None
        The most mutations of those that were looked at, where there was a limit.
    """

    landscape: Bunch
    scores: list
    settings: dict
    model: EpistaticNetRegressorCV
    cv_r2: float | None
    evidence: Evidence
    interactions: Interactions
    codes: np.ndarray
    numbers: pd.DataFrame
    best_codes: np.ndarray
    best_numbers: pd.DataFrame
    max_mutations: int | None


def find_results(options, estimators, landscape, rows, scores, settings):
    """Fit the final model, and find everything that a report shows.

    Parameters
    ----------
    options : argparse.Namespace
    estimators : Estimators
    landscape : Bunch
    rows : ndarray of int
        The rows that the final model is fitted on.
    scores : list of Score
    settings : dict
    """
    weights = landscape.training_weights(rows)
    model = train_model(options, estimators, landscape, rows, weights)
    codes, numbers = predict_genotypes(model, landscape)
    best_codes, best_numbers, most = find_best(model, landscape, (codes, numbers), options.seed)
    return Results(
        landscape=landscape,
        scores=scores,
        settings=settings,
        model=model,
        cv_r2=_cross_validated(model),
        evidence=gather_evidence(scores, landscape, weights),
        interactions=list_interactions(scores, landscape, model),
        codes=codes,
        numbers=numbers,
        best_codes=best_codes,
        best_numbers=best_numbers,
        max_mutations=most,
    )


def _cross_validated(model):
    """Return the R² of the best candidate in the cross-validation of a model, if it is known."""
    if model.scoring != "neg_mean_squared_error" or not model.target_scale_:
        return None
    return float(1 + np.max(model.cv_results_["mean_test_score"]) / model.target_scale_**2)
