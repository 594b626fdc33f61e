"""Landscapes are made, and values transformed, for any sizes; or the size is refused by name."""

from functools import cache

import hypothesis
import numpy as np
from hypothesis import strategies as st

from sk_epinet import datasets, enumerate_genotypes, inverse_walsh_transform, walsh_transform
from sk_epinet.genotypes import parse_hgvs, parse_mutations
from tests.fuzz import hostile
from tests.fuzz.calls import Call, drawn, judge_call, options_of
from tests.fuzz.profiles import profile

SIZES = st.sampled_from([0, 1, 2, 5, 16, 24, 25, 26, 30, 60, 63, 64, 1000, 10**6, 10**9])
VALUES = {
    "n_sites": SIZES,
    "n_interactions": SIZES,
    "n_samples": SIZES,
    "max_order": SIZES,
    "k": SIZES,
    "n_alleles": st.sampled_from(
        [1, 2, 3, 20, 10**6, [2, 3, 4], (1, 1, 1), [0, 2, 2], [2], "222"]
    ),
    "amplitudes": st.sampled_from([(0, 1), (1, 0.5), (1, 1), (-1, 1), (0, 0), (1e308, 1e308)]),
    "mutation_energy": st.sampled_from([(0, 1), (1, -1), (1e308, 1e308), (0, 0)]),
    "noise": st.sampled_from([1e-300, 1e300, 1e308]),
    "values": hostile.targets(8),
    "coefficients": hostile.targets(8),
}
ALSO = {
    "values": ["value"],
    "coefficients": ["coefficient", "value"],
    "n_sites": ["site", "genotypes"],
    "n_alleles": ["allele", "genotypes"],
    "mutations": ["mutation", "genotype"],
}


@cache
def calls():
    y = np.sin(np.arange(8.0))
    d = datasets
    made = [
        d.make_house_of_cards_landscape,
        d.make_mount_fuji_landscape,
        d.make_nk_landscape,
        d.make_reference_landscape,
        d.make_two_state_landscape,
        d.make_walsh_landscape,
    ]
    small = {"n_sites": 3, "n_interactions": 2, "max_order": 2, "k": 1, "random_state": 0}

    def right_of(function):
        options = options_of(function)
        return options | {name: value for name, value in small.items() if name in options}

    rights = {function: right_of(function) for function in made}
    rights |= {
        d.make_toy_landscape: options_of(d.make_toy_landscape),
        walsh_transform: {"values": y},
        inverse_walsh_transform: {"coefficients": y},
        enumerate_genotypes: {"n_sites": 3},
        parse_mutations: mutations(parse_mutations, ["A1V", "K2R", "A1V:K2R"]),
        parse_hgvs: mutations(parse_hgvs, ["p.Ala1Val", "p.Lys2Arg", "p.[Ala1Val;Lys2Arg]"]),
    }
    return [
        Call(function.__name__, function, lambda right=right: right, VALUES, ALSO)
        for function, right in rights.items()
    ]


def mutations(function, lists):
    import inspect

    first = next(iter(inspect.signature(function).parameters))
    return {**options_of(function), first: lists}


@profile
@hypothesis.given(st.deferred(lambda: drawn(calls())))
def test_landscapes_are_made_or_refused(case):
    judge_call("landscapes", case)
