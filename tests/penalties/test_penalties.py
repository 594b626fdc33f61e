"""One contract for all penalties; each supplies itself and a dense reference."""

from itertools import chain, combinations

import numpy as np
import pytest
import torch
from scipy.linalg import hadamard
from sklearn.base import clone

from sk_epinet import ExactWalshPenalty, HashedWalshPenalty, SubcubeWalshPenalty
from sk_epinet.penalties import WalshPenalty
from sk_epinet.walsh._hypercube import enumerate_spins
from tests.enumeration import place_of


def dense_coefficients(values):
    """Coefficients by the explicit matrix."""
    return hadamard(len(values)) @ np.asarray(values, dtype=np.float64) / len(values)


def training_spins(n_sites, n_samples=7, seed=0):
    rng = np.random.RandomState(seed)
    return torch.tensor(rng.choice([-1.0, 1.0], (n_samples, n_sites)))


def lookup(landscape, genotypes):
    """Values of a landscape (in enumeration order) at genotypes given as spins."""
    bits = (genotypes.numpy() < 0).astype(int)
    return landscape[bits @ (1 << np.arange(bits.shape[1])[::-1])]


class PenaltyContract:
    """What holds for every penalty. Subclasses give `penalty` and `reference`."""

    n_sites = 5

    def penalty(self):
        raise NotImplementedError

    def reference(self, landscape, genotypes):
        """The penalty of a landscape, by sums over interactions."""
        raise NotImplementedError

    def sample(self, seed=0, n_sites=None):
        spins = training_spins(n_sites or self.n_sites)
        generator = torch.Generator().manual_seed(seed)
        genotypes = self.penalty().sample(spins, generator)
        return genotypes

    def test_is_a_penalty_with_cloneable_parameters(self):
        penalty = self.penalty()
        assert isinstance(penalty, WalshPenalty)
        assert clone(penalty).get_params() == penalty.get_params()
        assert penalty.check_parameters() is None

    def test_sample_gives_corners_of_the_cube(self):
        genotypes = self.sample()
        assert genotypes.shape == (self.penalty().n_evaluations(self.n_sites), self.n_sites)
        assert genotypes.dtype == torch.float64
        assert set(genotypes.unique().tolist()) == {-1.0, 1.0}

    def test_sample_is_determined_by_the_generator(self):
        assert torch.equal(self.sample(3), self.sample(3))

    def test_sample_leaves_the_global_generator_alone(self):
        before = torch.get_rng_state()
        self.sample()
        assert torch.equal(torch.get_rng_state(), before)

    @pytest.mark.parametrize("seed", range(5))
    def test_equals_the_dense_reference(self, seed):
        genotypes = self.sample(seed)
        landscapes = np.random.RandomState(seed).randn(3, 2**self.n_sites)
        values = torch.tensor(np.array([lookup(f, genotypes) for f in landscapes]))
        expected = [self.reference(f, genotypes) for f in landscapes]
        np.testing.assert_allclose(self.penalty().value(values).numpy(), expected, rtol=1e-12)

    def test_gradient_against_finite_differences(self):
        generator = torch.Generator().manual_seed(0)
        n_evaluations = self.penalty().n_evaluations(self.n_sites)
        values = torch.randn(2, n_evaluations, dtype=torch.float64, generator=generator)
        assert torch.autograd.gradcheck(self.penalty().value, values.requires_grad_())

    def test_zero_on_constant_functions(self):
        n_evaluations = self.penalty().n_evaluations(self.n_sites)
        values = torch.tensor([[4.2], [-1.0]]).expand(2, n_evaluations)
        np.testing.assert_allclose(self.penalty().value(values), [0, 0], atol=1e-5)

    def test_members_do_not_mix(self):
        values = torch.randn(3, self.penalty().n_evaluations(self.n_sites))
        values.requires_grad_()
        self.penalty().value(values)[1].backward()
        assert (values.grad[[0, 2]] == 0).all()
        assert (values.grad[1] != 0).any()

    def test_absolutely_homogeneous(self):
        values = torch.randn(2, self.penalty().n_evaluations(self.n_sites), dtype=torch.float64)
        value = self.penalty().value(values)
        torch.testing.assert_close(self.penalty().value(-3 * values + 7), 3 * value)

    def test_hand_worked_single_site(self):
        # 5 + 2 s_0 of one site: whatever the penalty, its one coefficient is 2.
        genotypes = self.sample(n_sites=1)
        values = 5 + 2 * genotypes.T
        torch.testing.assert_close(self.penalty().value(values), torch.tensor([2.0]).double())


class TestExact(PenaltyContract):
    def penalty(self):
        return ExactWalshPenalty()

    def reference(self, landscape, genotypes):
        return np.abs(dense_coefficients(landscape)[1:]).sum()

    def test_hand_worked(self, hand_values):
        value = ExactWalshPenalty().value(torch.tensor(hand_values)[None])
        assert value.item() == pytest.approx(1 + 2 + 3 + 0.5 + 11 + 13 + 0.25)


class SubcubeContract(PenaltyContract):
    def reference(self, landscape, genotypes):
        """sum over U of |sum over T of c_(U+T) chi_T(z)|, from the whole spectrum."""
        coefficients = dense_coefficients(landscape)
        cubes = genotypes.numpy().reshape(self.penalty().n_subcubes, -1, self.n_sites)
        return np.mean([self.reference_of_one(coefficients, cube) for cube in cubes])

    def reference_of_one(self, coefficients, cube):
        free = [i for i in range(self.n_sites) if np.ptp(cube[:, i]) > 0]
        fixed = [i for i in range(self.n_sites) if i not in free]
        total = 0.0
        for U in subsets(free)[1:]:
            inner = 0.0
            for T in subsets(fixed):
                index = place_of(U + T, self.n_sites)
                inner += coefficients[index] * np.prod(cube[0, list(T)])
            total += abs(inner)
        return total


def subsets(sites):
    return list(chain.from_iterable(combinations(sites, k) for k in range(len(sites) + 1)))


class TestSubcube(SubcubeContract):
    def penalty(self):
        return SubcubeWalshPenalty(3)

    def test_background_is_a_training_genotype(self):
        spins = training_spins(6, n_samples=2)
        generator = torch.Generator().manual_seed(0)
        seen = set()
        for _ in range(50):
            cube = SubcubeWalshPenalty(2).sample(spins, generator)
            fixed = [i for i in range(6) if len(cube[:, i].unique()) == 1]
            assert len(fixed) == 4
            rows = [r for r in range(2) if torch.equal(cube[0, fixed], spins[r, fixed])]
            assert rows
            seen.update(rows if len(rows) == 1 else [])
        assert seen == {0, 1}

    def test_background_of_a_numeric_column_is_one_of_its_extremes(self):
        spins = torch.tensor([[0.3, -0.2, 1.0, 0.0]])
        cube = SubcubeWalshPenalty(1).sample(spins, torch.Generator().manual_seed(0))
        assert set(cube.unique().tolist()) <= {-1.0, 1.0}

    def test_hand_worked(self):
        # f = 1 + 2 s0 + 4 s1 + 8 s0 s1 with site 1 free and site 0 at spin z has the
        # coefficient 4 + 8 z on {1}; with site 0 free and site 1 at z, 2 + 8 z on {0}.
        spins = torch.tensor([[1.0, 1.0]]).double()
        seen = set()
        for seed in range(10):
            generator = torch.Generator().manual_seed(seed)
            s = SubcubeWalshPenalty(1).sample(spins, generator)
            values = 1 + 2 * s[:, 0] + 4 * s[:, 1] + 8 * s[:, 0] * s[:, 1]
            seen.add(SubcubeWalshPenalty(1).value(values[None]).item())
        assert seen == {12.0, 10.0}


class TestSeveralSubcubes(SubcubeContract):
    def penalty(self):
        return SubcubeWalshPenalty(2, n_subcubes=4)


class TestUniformBackground(SubcubeContract):
    def penalty(self):
        return SubcubeWalshPenalty(2, background="uniform")

    def test_background_takes_both_levels_at_every_site(self):
        spins = torch.ones(3, 5)  # the data know one level only
        generator = torch.Generator().manual_seed(0)
        cubes = torch.cat([self.penalty().sample(spins, generator) for _ in range(60)])
        np.testing.assert_allclose(cubes.mean(0), np.zeros(5), atol=0.45)


class TestAllSitesFree(PenaltyContract):
    """The limiting case: a sub-cube of all sites is the exact penalty."""

    def penalty(self):
        return SubcubeWalshPenalty(20)

    def reference(self, landscape, genotypes):
        return np.abs(dense_coefficients(landscape)[1:]).sum()

    def test_equals_exact_and_so_does_its_gradient(self):
        genotypes = self.sample()
        everywhere = enumerate_spins(self.n_sites, torch.float64)
        weights = torch.randn(self.n_sites, dtype=torch.float64)

        def gradient(penalty, at):
            w = weights.clone().requires_grad_()
            penalty.value(torch.tanh(at @ w + at[:, 0] * at[:, 1])[None]).sum().backward()
            return w.grad

        torch.testing.assert_close(
            gradient(self.penalty(), genotypes), gradient(ExactWalshPenalty(), everywhere)
        )


def matrix_of(genotypes, n_bits):
    """The hash matrix, read off the genotypes of the strings with a single one."""
    return (genotypes.numpy()[[1 << i for i in range(n_bits)][::-1]] < 0).astype(int)


class HashedContract(PenaltyContract):
    def reference(self, landscape, genotypes):
        """sum over u of |sum over S with sigma 1_S = u of c_S|, from the whole spectrum."""
        n_hashes = self.penalty().n_hashes
        blocks = genotypes.reshape(n_hashes, -1, self.n_sites)
        coefficients = dense_coefficients(landscape)
        return np.mean([self.reference_of_one(coefficients, block) for block in blocks])

    def reference_of_one(self, coefficients, genotypes):
        n_bits = min(self.penalty().n_bits, self.n_sites)
        sigma = matrix_of(genotypes, n_bits)
        buckets = {}
        for S in subsets(range(self.n_sites)):
            indicator = np.isin(np.arange(self.n_sites), S)
            bucket = tuple(sigma @ indicator % 2)
            coefficient = coefficients[place_of(S, self.n_sites)]
            buckets[bucket] = buckets.get(bucket, 0.0) + coefficient
        del buckets[(0,) * n_bits]
        return sum(abs(value) for value in buckets.values())

    def test_hand_worked_single_site(self):
        # 5 + 2 s_0: sigma is 1 (the coefficient is 2) or 0 (it is hashed onto the constant).
        seen = set()
        for seed in range(20):
            genotypes = self.sample(seed, n_sites=1)
            seen.add(self.penalty().value(5 + 2 * genotypes.T).item())
        steps = {2 * ones / self.penalty().n_hashes for ones in range(self.penalty().n_hashes + 1)}
        assert len(seen) > 1
        assert seen <= steps


class TestHashed(HashedContract):
    def penalty(self):
        return HashedWalshPenalty(3)

    def test_hand_worked(self):
        # Sites 0 and 1 on one bit, sigma = (1 1): {0} and {1} share bucket 1, {0, 1} joins
        # the constant. Of 1 + 2 s0 - 3 s1 + 8 s0 s1 that leaves |2 - 3|.
        for seed in range(40):
            s = HashedWalshPenalty(1).sample(
                training_spins(2), torch.Generator().manual_seed(seed)
            )
            if torch.equal(s[1], torch.tensor([-1.0, -1.0]).double()):
                break
        else:
            pytest.fail("no seed gave sigma = (1 1)")
        values = 1 + 2 * s[:, 0] - 3 * s[:, 1] + 8 * s[:, 0] * s[:, 1]
        assert HashedWalshPenalty(1).value(values[None]).item() == 1

    def test_entries_of_the_matrix_are_fair_coins(self):
        ones = [matrix_of(self.sample(seed), 3).mean() for seed in range(400)]
        # 6,000 coins: a standard deviation of 0.0065.
        assert np.mean(ones) == pytest.approx(0.5, abs=0.026)


class TestSeveralHashes(HashedContract):
    def penalty(self):
        return HashedWalshPenalty(2, n_hashes=4)


class TestAllBits(HashedContract):
    """As many bits as sites: exact where the matrix is invertible."""

    def penalty(self):
        return HashedWalshPenalty(20)

    def test_equals_exact_where_the_matrix_is_invertible(self):
        landscape = np.random.RandomState(0).randn(2**self.n_sites)
        exact = np.abs(dense_coefficients(landscape)[1:]).sum()
        invertible = 0
        for seed in range(40):
            genotypes = self.sample(seed)
            value = self.penalty().value(torch.tensor(lookup(landscape, genotypes))[None])
            # A determinant is odd where the matrix is invertible modulo 2.
            sigma = matrix_of(genotypes, self.n_sites)
            if round(np.linalg.det(sigma)) % 2:
                invertible += 1
                assert value.item() == pytest.approx(exact, rel=1e-12)
            else:
                assert value.item() < exact
        assert 0 < invertible < 40


@pytest.mark.parametrize(
    "penalty", [SubcubeWalshPenalty(3), HashedWalshPenalty(3), HashedWalshPenalty(5, n_hashes=2)]
)
def test_never_above_the_exact_norm(penalty):
    # By the triangle inequality: what shares an absolute value can only cancel.
    landscape = np.random.RandomState(0).randn(2**5)
    exact = np.abs(dense_coefficients(landscape)[1:]).sum()
    generator = torch.Generator().manual_seed(0)
    for _ in range(50):
        genotypes = penalty.sample(training_spins(5), generator)
        value = penalty.value(torch.tensor(lookup(landscape, genotypes))[None])
        assert value.item() <= exact + 1e-12


@pytest.mark.parametrize(
    ("penalty", "name"),
    [
        (SubcubeWalshPenalty(0), "n_free_sites"),
        (SubcubeWalshPenalty(2.5), "n_free_sites"),
        (SubcubeWalshPenalty(n_subcubes=0), "n_subcubes"),
        (SubcubeWalshPenalty(background="wild type"), "background"),
        (HashedWalshPenalty(0), "n_bits"),
        (HashedWalshPenalty(n_hashes=1.5), "n_hashes"),
    ],
)
def test_bad_parameters(penalty, name):
    with pytest.raises(ValueError, match=f"^{name} must be"):
        penalty.check_parameters()


@pytest.mark.parametrize("n_alleles", [None, [3, 2], (1, 20)])
def test_numbers_of_alleles(n_alleles):
    ExactWalshPenalty(n_alleles).check_parameters()


@pytest.mark.parametrize(
    ("penalty", "name"),
    [
        (ExactWalshPenalty([3, 0]), "n_alleles"),
        (ExactWalshPenalty([3, 2.5]), "n_alleles"),
        (SubcubeWalshPenalty(2.5), "n_free_sites"),
        (SubcubeWalshPenalty(2, n_subcubes=1.5), "n_subcubes"),
    ],
)
def test_numbers_that_are_no_counts(penalty, name):
    with pytest.raises(ValueError, match=f"^(each of )?{name} must be an integer at least 1"):
        penalty.check_parameters()
