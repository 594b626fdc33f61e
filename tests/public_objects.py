"""What users import: the lists that the tests of the public interface share."""

import sk_epinet
from sk_epinet import (
    comparison,
    cross_validation,
    datasets,
    genotypes,
    kernels,
    network,
    penalties,
    plotting,
)

# All that these modules name is for users.
PUBLIC_MODULES = (sk_epinet, datasets, penalties, plotting, comparison)


def _with_example(module):
    return [n for n in module.__all__ if "Examples\n" in (getattr(module, n).__doc__ or "")]


# What these folders offer to other folders has no example.
PUBLIC_NAMES = {
    module: _with_example(module) for module in (genotypes, cross_validation, kernels, network)
}


def public_objects():
    """Yield the name and the object of every public function, class and constant."""
    for module in PUBLIC_MODULES:
        for name in module.__all__:
            yield name, getattr(module, name)
    for module, names in PUBLIC_NAMES.items():
        for name in names:
            yield name, getattr(module, name)
