"""What users import: the lists that the tests of the public interface share."""

import sk_epinet
from sk_epinet import comparison, cross_validation, datasets, genotypes, penalties, plotting

# All that these modules name is for users.
PUBLIC_MODULES = (sk_epinet, datasets, penalties, plotting, comparison)
# Other folders name what the package itself needs, too.
PUBLIC_NAMES = {
    genotypes: ("GenotypeEncoder", "coverage_report", "CoverageReport"),
    cross_validation: ("GenotypeKFold", "split_genotypes"),
}


def public_objects():
    """Yield the name and the object of every public function, class and constant."""
    for module in PUBLIC_MODULES:
        for name in module.__all__:
            yield name, getattr(module, name)
    for module, names in PUBLIC_NAMES.items():
        for name in names:
            yield name, getattr(module, name)
