"""The result of reading a table: genotypes, values, and what was taken from where."""

import numpy as np
import pandas as pd
from sklearn.utils import Bunch

from ._sites import categorical


class Landscape(Bunch):
    """Hold what :func:`load_landscape` read from a table.

    A :class:`~sklearn.utils.Bunch`: a dictionary whose values are attributes, too. The function
    documents them.
    """

    def describe(self):
        """Return in a few lines what was taken from which column, and what was left out.

        Returns
        -------
        description : str
        """
        return self.DESCR

    def read_like(self, source, **arguments):
        """Read another table with the sites and alleles of this one, for example to predict on.

        Parameters
        ----------
        source : str, path-like, open file or DataFrame
        **arguments
            Further arguments of :func:`load_landscape`.

        Returns
        -------
        landscape : Landscape
            See the parameter `like` of :func:`load_landscape`.
        """
        from ._tables import load_landscape

        return load_landscape(source, like=self, **arguments)


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
