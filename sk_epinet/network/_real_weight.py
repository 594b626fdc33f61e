"""Which rows count where one value decides, such as the least and the largest measured one."""

_LEAST_SHARE = 0.01  # of the mean weight


def carries_weight(weight):
    """Return which rows carry so much weight that a fit follows them.

    A sum of squared errors hardly sees a row of little weight, but the least and the largest
    value do not ask for weights. The rows that may set such an end have at least a hundredth of
    the mean weight of all rows whose weight is not 0. Below that, even a value that is ten
    standard deviations away counts less than one ordinary row.

    Parameters
    ----------
    weight : ndarray or torch.Tensor of shape (n_rows,) or (n_rows, n_members)
        Weights; each column by itself.

    Returns
    -------
    carries : bool ndarray or torch.Tensor of the same shape
    """
    mean = weight.sum(0) / (weight > 0).sum(0)
    return weight >= _LEAST_SHARE * mean
