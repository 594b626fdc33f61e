"""The result of reading a table: genotypes, values, and what was taken from where."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.utils import Bunch

from .._utils import FloatArray, quote_names, warn_user
from ._sites import categorical
from ._weights import FEWEST_GENOTYPES, weights_from_errors


class Landscape(Bunch):
    """Hold what :func:`load_landscape` read from a table.

    It is a :class:`~sklearn.utils.Bunch`: a dictionary whose values are attributes, too. They are
    documented in :func:`load_landscape`.
    """

    def describe(self) -> str:
        """Return in a few lines what was taken from which column, and what was left out.

        Returns
        -------
        description : str
        """
        return self.DESCR

    def read_like(self, source: object, **arguments: Any) -> Landscape:
        """Read another table with the sites and alleles of this one, for example to predict on.

        Parameters
        ----------
        source : str, path-like, open file, DataFrame, list of str, or array of shape (n,)
            A list, a Series or an array holds genotypes, written as in the table that this
            landscape was read from.
        **arguments
            Further arguments of :func:`load_landscape`.

        Returns
        -------
        landscape : Landscape
            The other table, as the parameter `like` of :func:`load_landscape` explains.

        Raises
        ------
        ValueError
            If genotypes are given as a list, and the table had a column for each site.
        """
        from ._tables import load_landscape

        is_array = hasattr(source, "tolist") and getattr(source, "ndim", 0) == 1
        if isinstance(source, (list, tuple)) or is_array:
            source = self._listed(source)
        try:
            return load_landscape(source, like=self, **arguments)
        except FileNotFoundError as error:
            if str(source).isalnum():
                raise FileNotFoundError(f"{error} A genotype is given in a list.") from None
            raise

    def _listed(self, genotypes):
        """Return a table whose one column holds genotypes."""
        if self.coding.genotype is None:
            raise ValueError(
                "A list of genotypes can be read where the table has one column of genotypes. "
                "This one has a column for each site: pass a DataFrame with "
                f"{quote_names(self.coding.site_names)}."
            )
        return pd.DataFrame({self.coding.genotype: list(genotypes)}, dtype=object)

    def training_weights(self, train: ArrayLike | None = None) -> FloatArray | None:
        """Return the weights that a model should be trained and scored with.

        These are what the command ``sk-epinet`` uses.

        Parameters
        ----------
        train : array-like of int, default=None
            Positions of the rows that are trained on. None means all rows. The part that a
            model cannot explain is found from these rows alone.

        Returns
        -------
        weights : ndarray of shape (n_samples,), or None
            Weights of all rows: the user's own weights as they are; or, if the table has errors
            or replicates, 1 / (error² + tau²) (see :func:`weights_from_errors`); or None, if it
            has none of these.

        Warns
        -----
        UserWarning
            If there are errors, but fewer than 10 different genotypes to find tau from. The rows
            then have equal weights.
        """
        if self.error_of_weights is None:
            return self.sample_weight
        rows = np.arange(len(self.target)) if train is None else np.asarray(train)
        n_genotypes = len(np.unique(self.codes[rows], axis=0))
        if n_genotypes < FEWEST_GENOTYPES:
            warn_user(
                f"The errors of {n_genotypes} different genotypes are not turned into weights: "
                f"{FEWEST_GENOTYPES} are needed to find out what a model cannot explain. "
                "Name a column of weights with weight=."
            )
            return None
        X, y = self.data.iloc[rows], self.target[rows]
        _, tau = weights_from_errors(self.error_of_weights[rows], X=X, y=y, return_tau=True)
        return weights_from_errors(self.error_of_weights, tau=tau)


def genotype_frame(parsed, rows, index):
    """Return genotypes as one categorical column for each site.

    Parameters
    ----------
    parsed : ParsedGenotypes
    rows : ndarray of int
    index : pandas.Index
        Labels of all rows.

    Returns
    -------
    data : DataFrame of shape (n_rows, n_sites)
    """
    labels = index[rows]
    columns = {
        name: categorical(parsed.codes[rows, site], parsed.alleles[site], labels)
        for site, name in enumerate(parsed.sites)
    }
    return pd.DataFrame(columns, index=labels, copy=False)


def genotype_texts(table, roles, rows):
    """Return the genotypes as the table has them: the column of genotypes, or those of the sites.

    Parameters
    ----------
    table : Table
    roles : Roles
    rows : ndarray of int

    Returns
    -------
    genotypes : DataFrame of shape (n_rows, n_columns)
    """
    columns = {}
    for name in [roles.genotype] if roles.genotype is not None else roles.sites:
        column = table.columns[name]
        columns[name] = np.array(column.texts, dtype=object)[column.codes[rows]]
    return pd.DataFrame(columns, index=table.index[rows])


def extended_frame(data, columns):
    """Return the genotypes with further columns beside them, where there are any.

    Parameters
    ----------
    data : DataFrame
    columns : dict of str to array or None
    """
    added = {
        name: np.asarray(values)
        for name, values in columns.items()
        if values is not None and name not in data.columns
    }
    return pd.concat([data, pd.DataFrame(added, index=data.index)], axis=1)
