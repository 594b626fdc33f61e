"""Say which interactions differ from zero, and what a table cannot say of them."""

from ._coefficients import ESTIMATED, ON_WILD_TYPE
from ._wild_type_effects import FALSE_DISCOVERIES

_NAMED = 5  # interactions that a sentence names
RATE = (
    f"at most {100 * FALSE_DISCOVERIES:.0f} % of those that are said to differ from zero are "
    "expected to be false"
)


def supported_interactions(evidence, interactions):
    """Say how many interactions differ from zero, and name the largest."""
    if interactions.kind == ON_WILD_TYPE and interactions.count_tested(beyond_single=True):
        return _on_wild_type(evidence, interactions)
    if interactions.kind != ESTIMATED:
        return _untested(interactions)
    single = interactions.supported(beyond_single=False)
    beyond = interactions.supported(beyond_single=True)
    most = interactions.max_order
    limit = " of all orders" if most is None else f" of up to {most} sites"
    rate = f"Interactions{limit} were tested; {RATE}"
    singles = "single effect" + "s" * (len(single) > 1)
    several = "interaction" + "s" * (len(beyond) > 1) + " of two or more sites"
    return f"{_differ(beyond, several)} {_differ(single, singles)} ({rate}.)"


def _differ(frame, what):
    """Say how many effects differ from zero, and name the largest."""
    if not len(frame):
        return f"No {what} differs from zero."
    return f"{len(frame):,} {what} differ{'s' * (len(frame) == 1)} from zero{_names(frame)}."


def _on_wild_type(evidence, interactions):
    """Say which measured pairs of mutations of the wild type do not add up."""
    n_tested = interactions.count_tested(beyond_single=True)
    beyond = interactions.supported(beyond_single=True)
    n = len(beyond)
    found = "none differs" if n == 0 else f"{n:,} differ{'s' * (n == 1)}"
    source = evidence.ceiling.source if evidence.ceiling else "errors of the values"
    return (
        f"Of {n_tested:,} pairs of mutations that are measured together and each alone on the "
        f"wild type, {found} from the sum of the two single effects, going by the "
        f"{source}{_names(beyond)}. "
        f"({RATE[0].upper()}{RATE[1:]}.)"
        + " A floor or a ceiling of the scale creates such differences by itself."
        * bool(n and evidence.n_curved)
        + f" Other pairs are not tested, because {interactions.problem}."
    )


def _untested(interactions):
    pairs = interactions.table[interactions.table["order"] > 1]
    text = (
        "This table cannot say which single interactions differ from zero, because "
        f"{interactions.problem}. "
    )
    if interactions.kind == ON_WILD_TYPE and len(pairs):
        return (
            text + "According to the final model, the pairs of mutations that differ most from "
            f"the sum of their single effects are{_names(pairs, lead=' ')}. They are hypotheses: "
            "to test one, measure the wild type, both single mutants and the double mutant "
            "several times."
        )
    return text + "The file coefficients.csv lists those of the final model, without intervals."


def _names(frame, lead=": "):
    """Return the names of the first rows, and that there are more."""
    if not len(frame):
        return ""
    rows = frame.head(_NAMED)
    named = [
        f"{name} ({value:+.3g})" for name, value in zip(rows["name"], rows["value"], strict=True)
    ]
    more = " and others" * (len(frame) > _NAMED)
    return f"{lead}{', '.join(named)}{more}"
