"""The transform against explicit Hadamard matrices and the definition."""

from itertools import combinations, product

import numpy as np
import pytest
import torch
from scipy.linalg import hadamard

from sk_epinet import enumerate_genotypes, inverse_walsh_transform, walsh_transform
from sk_epinet.genotypes._coding import spins_from_levels
from sk_epinet.walsh._hypercube import enumerate_spins
from sk_epinet.walsh._interactions import (
    count_interactions,
    interaction_matrix,
    interaction_name,
    list_interactions,
    positions,
)
from sk_epinet.walsh._transform import _WalshProduct


def by_definition(values, n_sites):
    """c_S = 2^-d sum_x f(x) prod_{i in S} s_i, in enumeration order of S."""
    genotypes = list(product([0, 1], repeat=n_sites))
    coefficients = []
    for members in genotypes:
        total = 0.0
        for genotype, value in zip(genotypes, values, strict=True):
            sign = 1
            for member, level in zip(members, genotype, strict=True):
                sign *= -1 if member and level else 1
            total += sign * value
        coefficients.append(total / 2**n_sites)
    return np.array(coefficients)


def test_hand_worked_landscape(hand_values, hand_coefficients):
    np.testing.assert_allclose(walsh_transform(hand_values), hand_coefficients, atol=1e-14)
    np.testing.assert_allclose(inverse_walsh_transform(hand_coefficients), hand_values, atol=1e-13)


@pytest.mark.parametrize("n_sites", [0, 1, 2, 3, 4, 5])
def test_definition(n_sites):
    values = np.random.RandomState(n_sites).randn(2**n_sites)
    np.testing.assert_allclose(walsh_transform(values), by_definition(values, n_sites), atol=1e-14)


# 6 | 7 and 12 | 13 are where the number of blocks changes.
@pytest.mark.parametrize("n_sites", [1, 4, 6, 7, 8, 11, 12, 13])
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-4)])
def test_explicit_hadamard_matrix(n_sites, dtype, tolerance):
    values = np.random.RandomState(0).randn(2**n_sites).astype(dtype)
    matrix = hadamard(2**n_sites)
    expected = matrix @ values.astype(np.float64)
    coefficients = walsh_transform(values)
    assert coefficients.dtype == dtype
    np.testing.assert_allclose(coefficients, expected / 2**n_sites, atol=tolerance)
    np.testing.assert_allclose(inverse_walsh_transform(values), expected, atol=100 * tolerance)


def test_inverse():
    values = np.random.RandomState(0).randn(3, 2**10)
    np.testing.assert_allclose(
        inverse_walsh_transform(walsh_transform(values)), values, atol=1e-12
    )


def test_leading_axes_are_a_batch():
    values = np.random.RandomState(0).randn(2, 3, 2**7)
    expected = [[walsh_transform(row) for row in block] for block in values]
    np.testing.assert_allclose(walsh_transform(values), expected, atol=1e-14)
    assert walsh_transform(np.empty((0, 8))).shape == (0, 8)


def test_memory_layout_does_not_matter():
    values = np.random.RandomState(0).randn(2**7, 6)
    expected = np.array([hadamard(128) @ column / 128 for column in values.T])
    np.testing.assert_allclose(walsh_transform(values.T), expected, atol=1e-13)
    reverse = np.ascontiguousarray(values[::-1])[::-1]
    np.testing.assert_allclose(walsh_transform(reverse.T), expected, atol=1e-13)


def test_input_is_left_alone(hand_values, hand_coefficients):
    hand_values.flags.writeable = False
    before = hand_values.copy()
    np.testing.assert_allclose(walsh_transform(hand_values), hand_coefficients, atol=1e-14)
    np.testing.assert_array_equal(hand_values, before)
    one = np.array([3.0])
    result = walsh_transform(one)
    result += 1
    assert one[0] == 3.0


@pytest.mark.parametrize("values", [[1, 2, 3, 6], [True, False, False, False]])
def test_integers_become_float64(values):
    result = walsh_transform(values)
    assert result.dtype == np.float64
    np.testing.assert_array_equal(result, hadamard(4) @ np.array(values) / 4)


def test_tensors_give_tensors(hand_values, hand_coefficients):
    result = walsh_transform(torch.tensor(hand_values))
    assert isinstance(result, torch.Tensor)
    assert result.dtype == torch.float64
    np.testing.assert_allclose(result.numpy(), hand_coefficients, atol=1e-14)
    integers = torch.tensor([2**40 + 1, 2**40, 3, 5])
    np.testing.assert_array_equal(walsh_transform(integers).numpy()[1:3], [-0.25, 2**39 - 1.75])


@pytest.mark.parametrize("transform", [walsh_transform, inverse_walsh_transform])
@pytest.mark.parametrize("n_sites", [0, 3, 7])
def test_gradient(transform, n_sites):
    generator = torch.Generator().manual_seed(0)
    values = torch.randn(2, 2**n_sites, dtype=torch.float64, generator=generator)
    values.requires_grad_()
    assert torch.autograd.gradcheck(transform, values)
    assert torch.autograd.gradgradcheck(transform, values)


def test_backward_stores_no_stages():
    values = torch.randn(2**13, requires_grad=True)
    result = walsh_transform(values)  # older torch drops the node together with the result
    node = result.grad_fn
    assert node.name() == _WalshProduct.__name__ + "Backward"
    assert node.saved_tensors == ()
    assert [parent.name() for parent, _ in node.next_functions] == [
        "torch::autograd::AccumulateGrad"
    ]


@pytest.mark.parametrize("shape", [(6,), (0,), (4, 3), ()])
def test_length_must_be_a_power_of_two(shape):
    with pytest.raises(ValueError, match=r"2\*\*n_sites values, but the shape is"):
        walsh_transform(np.zeros(shape))


@pytest.mark.parametrize(
    "values", [np.zeros(4, complex), np.zeros(4, np.float16), np.array(["a"])]
)
def test_other_types_are_refused(values):
    with pytest.raises(TypeError, match="float32 and float64"):
        walsh_transform(values)
    with pytest.raises(TypeError, match="float32 and float64"):
        walsh_transform(torch.zeros(4, dtype=torch.complex64))


@pytest.mark.parametrize("n_sites", [0, 1, 4])
def test_enumeration_is_itertools_product(n_sites):
    expected = np.array(list(product([0, 1], repeat=n_sites))).reshape(2**n_sites, n_sites)
    np.testing.assert_array_equal(enumerate_genotypes(n_sites), expected)
    np.testing.assert_array_equal(enumerate_spins(n_sites).numpy(), 1 - 2 * expected)


@pytest.mark.parametrize("n_sites", [-1, 2.0, 2.5, True, "3", None])
def test_number_of_sites_is_checked(n_sites):
    with pytest.raises(ValueError, match="n_sites must be an integer at least 0, got"):
        enumerate_genotypes(n_sites)


@pytest.mark.parametrize("n_sites", [60, np.int64(64), 5000])
def test_genotypes_that_do_not_fit_in_memory(n_sites):
    with pytest.raises(ValueError, match=rf"The 2\^{n_sites} genotypes .* EiB.*estimate_spectrum"):
        enumerate_genotypes(n_sites)


def test_positions_are_places_in_the_enumeration():
    for n_sites in (0, 1, 5, 8, 9, 62):
        rows = np.random.RandomState(n_sites).randint(0, 2, (50, n_sites))
        expected = [int("".join(map(str, row)) or "0", 2) for row in rows]
        assert positions(rows).tolist() == expected
        assert positions(rows.astype(bool)).tolist() == expected
    with pytest.raises(ValueError, match="63 sites do not fit in 64 bits"):
        positions(np.zeros((1, 63), bool))


def sampled_signs(n_sites, index):
    """Walsh function of an index of the dense coefficients, of all genotypes: (-1)^|x & S|."""
    signs = np.ones(1, np.float32)
    for site in range(n_sites):
        takes_part = index >> (n_sites - 1 - site) & 1
        signs = np.outer(signs, np.float32([1, -1 if takes_part else 1])).reshape(-1)
    return signs


@pytest.mark.parametrize("n_sites", [19, 20, 21, 22, 23, 24])
def test_many_sites_against_the_definition(n_sites):
    """Coefficients at random places, and at the first and last; sums are taken in float64."""
    dtype = np.float64 if n_sites < 22 else np.float32
    tolerance = 1e-12 if n_sites < 22 else 1e-5
    rng = np.random.default_rng(n_sites)
    values = rng.standard_normal(2**n_sites, dtype=np.float32).astype(dtype)
    values += 3.0
    coefficients = walsh_transform(values)
    assert coefficients.dtype == dtype
    places = [0, 1, 2 ** (n_sites - 1), 2**n_sites - 1, *rng.integers(2**n_sites, size=4)]
    for place in map(int, places):
        total = np.einsum("i,i->", sampled_signs(n_sites, place), values, dtype=np.float64)
        assert coefficients[place] == pytest.approx(total / 2**n_sites, abs=tolerance)
    again = inverse_walsh_transform(coefficients)
    sample = rng.integers(2**n_sites, size=1000)
    np.testing.assert_allclose(again[sample], values[sample], atol=100 * tolerance)


def test_spins():
    assert spins_from_levels([[0, 1]], [0, 0], [1, 1], "ab").tolist() == [[1, -1]]
    assert spins_from_levels([[-1, 1]], [-1, -1], [1, 1], "ab").tolist() == [[1, -1]]
    assert spins_from_levels([[2, 3]], [2, 1], [6, 5], "ab").tolist() == [[1, 0]]


def test_listing_interactions():
    expected = [s for k in range(4) for s in combinations(range(4), k)]
    assert list_interactions(4, 3, include_constant=True) == expected
    assert list_interactions(4, 3) == expected[1:]
    assert list_interactions(2, 9) == [(0,), (1,), (0, 1)]


@pytest.mark.parametrize(("n_sites", "max_order"), [(1, 1), (4, 3), (7, 2), (3, 9)])
def test_a_matrix_of_interactions_has_the_rows_of_the_list(n_sites, max_order):
    matrix = interaction_matrix(n_sites, max_order)
    orders = range(min(max_order, n_sites) + 1)
    expected = [sites for k in orders for sites in combinations(range(n_sites), k)]
    assert [tuple(np.flatnonzero(row)) for row in matrix] == expected
    assert matrix.dtype == bool
    with pytest.raises(ValueError, match="read-only"):
        matrix[0, 0] = True
    assert count_interactions(4, 3, include_constant=True) == 15
    assert count_interactions(236, 2) == 236 + 236 * 235 // 2


def test_names():
    assert interaction_name((), ["a", "b"]) == "1"
    assert interaction_name((0, 1), ["a", "b"]) == "a b"


def test_more_sites_than_any_memory_holds_are_refused_at_once():
    with pytest.raises(ValueError, match="genotypes of 1000000000000 sites would take"):
        enumerate_genotypes(10**12)
