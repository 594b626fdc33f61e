"""Penalties of sites of more than two alleles, against the definition of the decomposition."""

from itertools import chain, combinations, product

import numpy as np
import pytest
import torch

from sk_epinet import ExactWalshPenalty, SubcubeWalshPenalty

SIZES = (3, 2, 4)
LANDSCAPE = np.random.RandomState(0).randn(*SIZES)


def size_by_definition(landscape, interaction):
    """Return the size of f_S, the product of 1 - E_i over S and of E_i over the others."""
    part = landscape
    for site in range(landscape.ndim):
        mean = part.mean(axis=site, keepdims=True) * np.ones_like(part)
        part = part - mean if site in interaction else mean
    return np.sqrt((part**2).mean())


def interactions(n_sites):
    return chain.from_iterable(combinations(range(n_sites), k) for k in range(1, n_sites + 1))


def test_the_exact_penalty_is_the_sum_of_the_sizes():
    penalty = ExactWalshPenalty(n_alleles=SIZES)
    genotypes = penalty.sample(torch.zeros(1, 3, dtype=torch.long), torch.Generator())
    assert genotypes.tolist() == [list(g) for g in product(*map(range, SIZES))]
    assert penalty.n_evaluations(3) == 24
    values = torch.tensor(np.stack([LANDSCAPE, 2 * LANDSCAPE + 5]).reshape(2, -1))
    expected = sum(size_by_definition(LANDSCAPE, s) for s in interactions(3))
    np.testing.assert_allclose(penalty.value(values), [expected, 2 * expected])


def test_two_alleles_have_the_walsh_penalty():
    values = torch.tensor(np.random.RandomState(1).randn(3, 16))
    expected = ExactWalshPenalty().value(values)
    torch.testing.assert_close(ExactWalshPenalty(n_alleles=[2] * 4).value(values), expected)


def test_a_constant_landscape_has_no_penalty_and_a_gradient():
    values = torch.full((24,), 3.0, dtype=torch.float64, requires_grad=True)
    value = ExactWalshPenalty(n_alleles=SIZES).value(values)
    value.backward()
    assert value.item() == pytest.approx(0, abs=1e-12)
    assert torch.isfinite(values.grad).all()


def test_subcubes_of_all_sites_of_two_alleles_are_the_whole_landscape():
    """A cube whose sites all have two alleles has the penalty of all genotypes."""
    landscape = np.random.RandomState(2).randn(16)
    genotypes = torch.tensor(list(product([0, 1], repeat=4)))
    penalty = SubcubeWalshPenalty(4, n_subcubes=200)
    cubes = penalty.sample(genotypes, torch.Generator().manual_seed(0)).view(200, 16, 4)
    of_one = SubcubeWalshPenalty(4)
    expected = ExactWalshPenalty(n_alleles=[2] * 4).value(torch.tensor(landscape)).item()
    n_whole = 0
    for cube in cubes.numpy():
        value = of_one.value(torch.tensor(landscape[cube @ [8, 4, 2, 1]])).item()
        if len(np.unique(cube, axis=0)) == 16:
            n_whole += 1
            assert value == pytest.approx(expected)
        else:
            # The sites that drew one allele twice are held at it.
            free = [site for site in range(4) if len(set(cube[:, site])) == 2]
            held = tuple(slice(None) if s in free else cube[0, s] for s in range(4))
            own = landscape.reshape([2] * 4)[held]
            sizes = [size_by_definition(own, s) for s in interactions(len(free))]
            assert value == pytest.approx(sum(sizes))
    # Each of the sites has two alleles with a probability of one half.
    assert 3 < n_whole < 30


@pytest.mark.parametrize("background", ["data", "uniform"])
def test_subcubes_lie_between_alleles_of_the_training_genotypes(background):
    genotypes = torch.tensor(np.random.RandomState(3).randint(0, (4, 3, 5, 2, 6), (40, 5)))
    genotypes[:, 3] = 1  # a site without variation
    penalty = SubcubeWalshPenalty(3, n_subcubes=50, background=background)
    cubes = penalty.sample(genotypes, torch.Generator().manual_seed(1))
    assert cubes.dtype == torch.long
    seen = [set(column.tolist()) for column in genotypes.T]
    rows = {tuple(row) for row in genotypes.tolist()}
    for cube in cubes.view(50, 8, 5):
        alleles = [set(column.tolist()) for column in cube.T]
        assert all(own <= known for own, known in zip(alleles, seen, strict=True))
        free = [site for site, own in enumerate(alleles) if len(own) == 2]
        assert len(free) <= 3
        assert len({tuple(row) for row in cube.tolist()}) == 2 ** len(free)
        assert background == "uniform" or tuple(cube[0].tolist()) in rows


def test_alleles_are_drawn_with_their_frequencies():
    genotypes = torch.tensor([[0]] * 50 + [[1]] * 40 + [[2]] * 10)
    penalty = SubcubeWalshPenalty(1, n_subcubes=4000)
    pairs = penalty.sample(genotypes, torch.Generator().manual_seed(2)).view(4000, 2)
    for column in pairs.T:
        shares = torch.bincount(column) / 4000
        # With a standard error of less than a hundredth.
        np.testing.assert_allclose(shares, [0.5, 0.4, 0.1], atol=0.04)


@pytest.mark.parametrize("background", ["data", "uniform"])
def test_subcubes_are_drawn_from_the_generator_alone(background):
    penalty = SubcubeWalshPenalty(2, n_subcubes=5, background=background)
    genotypes = torch.tensor(list(product(*map(range, SIZES))))
    before = torch.get_rng_state()
    first, same, other = (
        penalty.sample(genotypes, torch.Generator().manual_seed(seed)) for seed in (0, 0, 1)
    )
    assert first.shape == (20, 3)
    assert torch.equal(first, same)
    assert not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), before)
