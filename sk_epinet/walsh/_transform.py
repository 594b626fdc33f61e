"""The Walsh-Hadamard transform.

Conventions, fixed for the whole package (``docs/conventions``):

* genotypes are enumerated in :func:`itertools.product` order, site 0 is the most
  significant bit;
* the spin of a site is +1 at its low level (0) and -1 at its high level (1);
* the Walsh function of an interaction S is the product of its spins, and
  ``c_S = 2**-d * sum_x f(x) chi_S(x)``, so that ``f = sum_S c_S chi_S``;
* coefficients are laid out in the same enumeration order: bit i of the index (from the
  left) says whether site i takes part in the interaction.
"""

from __future__ import annotations

from functools import lru_cache
from typing import overload

import numpy as np
import torch
from numpy.typing import ArrayLike
from scipy.linalg import hadamard

from .._utils import Array, empty

# These numbers were chosen by timing the transform (docs/benchmarks/speed measures it).
# Largest factor for many sites, 2**4: large enough for matrix products, small enough that its
# O(2**4) operations for each value cost less than a pass over memory.
_MAX_BLOCK_BITS = 4
# For at most this many sites there are two factors: one for the rows and one for the columns of
# a matrix.
_TWO_FACTOR_BITS = 12
# 2**18 values are transformed at a time, which stay in the cache of a core.
_CACHE_BITS = 18
_DTYPES = {torch.float32, torch.float64, np.dtype("float32"), np.dtype("float64")}


@overload
def walsh_transform(values: torch.Tensor) -> torch.Tensor: ...
@overload
def walsh_transform(values: ArrayLike) -> Array: ...
def walsh_transform(values: ArrayLike | torch.Tensor) -> Array | torch.Tensor:
    """Return the Walsh coefficients of one or many landscapes.

    Parameters
    ----------
    values : ndarray or torch.Tensor of shape (..., 2**n_sites)
        Complete landscapes, in enumeration order (site 0 is the most significant bit).
        float32 and float64 keep their type; integers and booleans become float64.

    Returns
    -------
    coefficients : ndarray or torch.Tensor of shape (..., 2**n_sites)
        ``c_S = 2**-n_sites * sum_x f(x) chi_S(x)``, on the scale of `values` and in the
        same order: entry 0 is the mean, entry 1 the effect of the last site. A tensor
        is differentiable (any number of times) and stays on its device.

    Raises
    ------
    ValueError
        If the last axis is not a power of two long.
    TypeError
        If `values` is complex, or of half precision.

    See Also
    --------
    inverse_walsh_transform : Compute the landscape from its coefficients.
    WalshSpectrum : The same coefficients with the names of their interactions.

    Notes
    -----
    The cost is O(n_sites 2**n_sites) for each landscape. The transform is a Kronecker product of
    2 x 2 matrices. Several of them are applied at a time, in one matrix product: up to six
    for at most twelve sites, and up to four for more. The matrix is symmetric, so the backward
    pass is the same transform again and nothing is stored for it.

    References
    ----------
    .. [1] Poelwijk, Krishna, Ranganathan (2016). The context-dependence of mutations: a
       linkage of formalisms. PLoS Comput. Biol. 12:e1004771.

    Examples
    --------
    The landscape 5 + 2 s_0 - 3 s_0 s_1 of two sites, s being the spins:

    >>> from sk_epinet import walsh_transform
    >>> walsh_transform([4.0, 10.0, 6.0, 0.0])
    array([ 5.,  0.,  2., -3.])
    """
    return _on_tensors(values, scale=True)


@overload
def inverse_walsh_transform(coefficients: torch.Tensor) -> torch.Tensor: ...
@overload
def inverse_walsh_transform(coefficients: ArrayLike) -> Array: ...
def inverse_walsh_transform(coefficients: ArrayLike | torch.Tensor) -> Array | torch.Tensor:
    """Return landscapes from their Walsh coefficients.

    Parameters
    ----------
    coefficients : ndarray or torch.Tensor of shape (..., 2**n_sites)
        Dense coefficients in enumeration order, as :func:`walsh_transform` gives them.

    Returns
    -------
    values : ndarray or torch.Tensor of shape (..., 2**n_sites)
        ``f(x) = sum_S c_S chi_S(x)`` for every genotype, in enumeration order.

    Raises
    ------
    ValueError
        If the last axis is not a power of two long.
    TypeError
        If `coefficients` is complex, or of half precision.

    See Also
    --------
    walsh_transform : Compute the coefficients of a landscape.

    Notes
    -----
    The cost is O(n_sites 2**n_sites) for each landscape.

    Examples
    --------
    >>> from sk_epinet import inverse_walsh_transform
    >>> inverse_walsh_transform([5.0, 0.0, 2.0, -3.0])
    array([ 4., 10.,  6.,  0.])
    """
    return _on_tensors(coefficients, scale=False)


class _WalshProduct(torch.autograd.Function):
    """Multiply by the (scaled) Hadamard matrix, which is its own transpose."""

    @staticmethod
    def forward(ctx, values, scale):
        ctx.scale = scale
        return _kronecker_product(values, scale)

    @staticmethod
    def backward(ctx, gradient):
        return _WalshProduct.apply(gradient, ctx.scale), None


def _on_tensors(values, scale):
    if isinstance(values, torch.Tensor):
        if not (values.is_floating_point() or values.is_complex()):
            values = values.to(torch.float64)
        _check_transformable(values.dtype, values.shape)
        return _WalshProduct.apply(values, scale)
    try:
        values = np.asarray(values)
    except ValueError as error:
        raise ValueError(
            f"The values or coefficients must be an array of numbers, but {error}."
        ) from error
    if values.dtype.kind in "bui":
        values = values.astype(np.float64)
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise ValueError(
            "The values or coefficients must be finite: one NaN would make all results NaN."
        )
    _check_transformable(values.dtype, values.shape)
    return _kronecker_product(values, scale)


def _check_transformable(dtype, shape):
    if dtype not in _DTYPES:
        raise TypeError(
            f"The Walsh transform works on float32 and float64 values, not on {dtype}; "
            "convert them first, e.g. with .astype('float64')."
        )
    if not shape or shape[-1] < 1 or shape[-1] & (shape[-1] - 1):
        raise ValueError(
            "The last axis must hold a complete landscape of 2**n_sites values, but the "
            f"shape is {tuple(shape)}. Fill in the missing genotypes (for instance with a "
            "fitted model's predictions), or fit WalshFeatures with a linear model instead."
        )


def _kronecker_product(values, scale):
    """Return the product of the last axis and H_2 x ... x H_2, of an array or a tensor."""
    size = values.shape[-1]
    if size <= 1 << _TWO_FACTOR_BITS:
        return _two_products(values, scale)
    scale = 1 / size if scale else 1.0
    n_low = min(size.bit_length() - 1, _CACHE_BITS)
    rows = values.reshape(-1, 1 << n_low)
    result = _empty_like(rows)
    # The low bits first, in rows that fit in the cache. Two buffers are used in turn, because a
    # new one for each block would cost more than its product.
    n_rows = max(1, (1 << _CACHE_BITS) >> n_low)
    buffers = [_empty_like(rows[:n_rows]) for _ in range(2)]
    for start in range(0, len(rows), n_rows):
        part, out = rows[start : start + n_rows], result[start : start + n_rows]
        _transform_rows(part, scale, out, [buffer[: len(part)] for buffer in buffers])
    return _transform_high_bits(result.reshape(-1, size), n_low).reshape(values.shape)


def _transform_rows(rows, scale, out, buffers):
    """Write the transform of each row to `out`, a block of factors at a time.

    A block contracts the last digits of the index and puts them in front, so that every digit is
    back in its place after all blocks.
    """
    n_rows, size = rows.shape
    blocks = _block_bits(size.bit_length() - 1)
    for position, bits in enumerate(blocks):
        # Multiplying by 2**-d is exact, so that one small factor can contain it, which saves a
        # pass over all values.
        factor = _hadamard(bits, scale if position == 0 else 1.0, rows)
        digits = rows.reshape(n_rows, size >> bits, 1 << bits).swapaxes(1, 2)
        rows = out if position == len(blocks) - 1 else buffers[position % 2]
        _matmul(factor, digits, rows.reshape(digits.shape))


def _transform_high_bits(rows, n_low):
    """Return the transform over all digits of the index but the last `n_low`."""
    n_before, spare = len(rows), None
    for bits in _block_bits(rows.shape[1].bit_length() - 1 - n_low):
        digits = rows.reshape(n_before, 1 << bits, -1)
        spare = _empty_like(rows) if spare is None else spare
        _matmul(_hadamard(bits, 1.0, rows), digits, spare.reshape(digits.shape))
        rows, spare = spare, rows
        n_before <<= bits
    return rows


def _matmul(left, right, out):
    xp = np if isinstance(out, np.ndarray) else torch
    if len(out) == 1:  # a plain product has less overhead than a batch of one
        right, out = right[0], out[0]
    xp.matmul(left, right, out=out)


def _empty_like(values):
    if isinstance(values, np.ndarray):
        return np.empty(values.shape, values.dtype)
    return empty(values.shape, values.dtype, values.device)


def _two_products(values, scale):
    """Return the transform for few sites: with two factors it is the product H_a X H_b."""
    size = values.shape[-1]
    bits = size.bit_length() - 1
    left = bits // 2 if bits > _TWO_FACTOR_BITS // 2 else 0
    right = _hadamard(bits - left, 1 / size if scale else 1.0, values)
    if not left:
        return values @ right
    product = values.reshape(-1, 1 << left, 1 << (bits - left)) @ right
    return (_hadamard(left, 1.0, values) @ product).reshape(values.shape)


def _block_bits(n_bits):
    """Return the sizes of blocks that share `n_bits`, as few and as equal as possible."""
    n_blocks = -(-n_bits // _MAX_BLOCK_BITS)
    return [(n_bits + i) // n_blocks for i in range(n_blocks)]


def _hadamard(n_bits, scale, like):
    if isinstance(like, np.ndarray):
        return _small_array(n_bits, scale, like.dtype)
    return _small_tensor(n_bits, scale, like.dtype, like.device)


@lru_cache(maxsize=128)
def _small_tensor(n_bits, scale, dtype, device):
    return (torch.tensor(hadamard(1 << n_bits), dtype=dtype) * scale).to(device)


@lru_cache(maxsize=128)
def _small_array(n_bits, scale, dtype):
    return hadamard(1 << n_bits, dtype=dtype) * dtype.type(scale)
