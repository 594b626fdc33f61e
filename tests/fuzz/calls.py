"""Calls whose arguments are right but for one or two, which hypothesis draws."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tests.fuzz.hostile import anything
from tests.fuzz.rule import judge

# Numbers of things to do, of which a large one is no mistake but takes its time.
WORK = {
    "max_iter",
    "n_members",
    "n_resamples",
    "n_evaluations",
    "n_restarts_optimizer",
    "n_splits",
    "n_iter_no_change",
    "n_hashes",
    "n_subcubes",
    "n_jobs",
    "n_repeats",
    "repeats",
    "timeout",
}


@dataclass(frozen=True)
class Call:
    """A call with right arguments, and what may stand in their places.

    Parameters
    ----------
    name : str
    run : callable
        Takes the arguments by name.
    right : callable
        Returns a dict of right arguments.
    drawn : dict of str to strategy
        For some arguments, what stands in their places besides anything at all.
    also : dict of str to sequence of str
        For some arguments, words by which an error may name it instead.
    """

    name: str
    run: Callable[..., Any]
    right: Callable[[], Mapping[str, Any]]
    drawn: Mapping[str, Any] = field(default_factory=dict)
    also: Mapping[str, Sequence[str]] = field(default_factory=dict)


def options_of(function, *required):
    """Return the optional arguments of a function with their defaults, for a right call."""
    parameters = inspect.signature(function).parameters.values()
    return {
        p.name: p.default
        for p in parameters
        if p.default is not p.empty and p.name not in required
    }


class Drawn:
    """A call, and the arguments that are hostile."""

    def __init__(self, call, odd):
        self.call, self.odd = call, odd

    def __repr__(self):
        odd = ", ".join(f"{name}={value!r}"[:400] for name, value in self.odd.items())
        return f"{self.call.name}({odd})"


@st.composite
def drawn(draw, calls):
    """Draw a call with one or two hostile arguments."""
    call = draw(st.sampled_from(calls))
    names = sorted(call.right())
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    return Drawn(call, {name: draw(_values(call, name)) for name in chosen})


def _values(call, name):
    own = call.drawn.get(name)
    values = anything if own is None else st.one_of(own, own, anything)
    if name == "n_jobs":  # processes take seconds to start
        return values.filter(lambda value: not isinstance(value, Integral) or value in (0, 1))
    if name == "optimizer":  # what a function of the user's returns is the user's
        return values.filter(lambda value: not callable(value))
    return values.filter(_is_quick) if name in WORK else values


def _is_quick(value):
    if isinstance(value, (complex, np.complexfloating)):
        return True
    try:
        return not 8 < float(value) < 2**62
    except (TypeError, ValueError, OverflowError):
        return True


def judge_call(area, drawn, check=None):
    """Hold a drawn call against the rule."""
    call, odd = drawn.call, drawn.odd
    arguments = {**call.right(), **odd}
    culprits = [word for name in odd for word in (name, *call.also.get(name, ()))]
    # A model is known to its user by its class.
    culprits += [type(value).__name__ for value in odd.values() if hasattr(value, "get_params")]
    return judge(
        area, lambda: call.run(**arguments), culprits, check=check, describe=drawn.__repr__
    )
