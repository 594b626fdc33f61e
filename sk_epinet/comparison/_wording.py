"""Numbers, counts and names as they stand in the sentences of a verdict."""

import numpy as np

from ._genotype_tables import ALL_LISTED

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def with_error(estimate):
    """Return the mean of an estimate, with its standard error where that is known."""
    if not np.isfinite(estimate.error):
        return number(estimate.mean)
    return f"{number(estimate.mean)} ± {number(estimate.error)}"


def number(value):
    """Return a number with three decimals, or two digits where it is very small."""
    text = f"{value:.3f}"
    if value and abs(value) < 0.0005:
        text = "less than 0.001" if value > 0 else "0.000"
    return text.replace("-", "\N{MINUS SIGN}")


def percent(share):
    """Return a share as a percentage without decimals."""
    return f"{100 * share:.0f} %"


def large_count(count):
    """Return a count in full, or as a power of ten where it is too large to read."""
    if count <= ALL_LISTED:
        return f"{count:,}"
    mantissa, exponent = f"{float(count):.1e}".split("e+")
    return f"{mantissa} × 10{exponent.lstrip('0').translate(_SUPERSCRIPTS)}"


def count_of(n, what):
    """Return a count and the name of what was counted, in the singular or the plural."""
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def joined(texts):
    """Return texts as a list in a sentence, with "and" before the last one."""
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
