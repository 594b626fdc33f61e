"""The one rule of hostile calls: a right and finite answer, or an error that is ours and clear.

:func:`judge` makes a call and says which of these it was. A fault is anything else: an error that
was not raised on purpose, or does not name the argument; NaN or infinity in the answer; a warning
of the machinery, or the same warning again and again; more than ten seconds; or far more memory
than is free, of which a call is told that there is little.
"""

import linecache
import os
import signal
import threading
import traceback
import warnings
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import psutil
from sklearn.exceptions import NotFittedError

import sk_epinet

SECONDS = 10
FREE = 2**28  # bytes that a call is told are free
LEEWAY = 2**30  # bytes beyond these: what the libraries take for themselves
_OWN = Path(sk_epinet.__file__).parent
_PLACES = (f"{_OWN}{os.sep}", f"{os.sep}sklearn{os.sep}")
# What the machinery says to programmers, and what a user of the package cannot mend.
_NOT_FOR_USERS = (RuntimeWarning, DeprecationWarning, PendingDeprecationWarning, FutureWarning)
_ERRORS = (ValueError, TypeError, OSError, ImportError, AttributeError, SystemExit)


class Fault(AssertionError):
    """A call that broke the rule."""


class _TooLong(BaseException):
    """The call ran for too long; no handler of the package catches it."""


@dataclass(frozen=True)
class Case:
    """How a call ended.

    Parameters
    ----------
    area : str
    ending : {"right", "error", "fault"}
    where : str
        Of a fault: where it came from, which is the same for the same defect.
    message : str
    """

    area: str
    ending: str
    where: str = ""
    message: str = ""


def ignore(case):
    """Take note of a case; a run that counts them puts its own function in this place."""


class Counting:
    """Where cases are reported, and whether a fault ends the test at once."""

    report = staticmethod(ignore)
    stops = True


def judge(area, call, culprits, *, check=None, describe=repr):
    """Make a call, hold it against the rule, and return its answer, or None for a clear error.

    Parameters
    ----------
    area : str
        The line of the table that the case is counted in.
    call : callable
        Takes nothing.
    culprits : sequence of str
        A clear error names at least one of them.
    check : callable, default=None
        Takes the answer, and raises AssertionError if it is wrong.
    describe : callable
        Returns the call as text for a message; called only for faults.
    """
    answer, case = None, Case(area, "right")
    try:
        answer = _run(call, check)
    except Fault as fault:
        case = Case(area, "fault", fault.args[0], fault.args[1])
    except _ERRORS as error:
        problem = _find_problem(error, culprits)
        message = f"{type(error).__name__}: {error}"[:600]
        case = Case(area, "error") if not problem else Case(area, "fault", problem, message)
    except (Exception, _TooLong) as error:
        message = f"{type(error).__name__}: {error}"[:600]
        case = Case(area, "fault", _place_of(error), message)
    if case.ending == "fault":
        case = Case(area, "fault", case.where, f"{case.message}\n  in {describe()}"[:2000])
    Counting.report(case)
    if case.ending == "fault" and Counting.stops:
        raise Fault(f"{case.where}: {case.message}")
    return answer


def _run(call, check):
    with little_memory(), time_limit(SECONDS), warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        answer = call()
        _require_finite(answer, "the answer")
        if check is not None:
            try:
                check(answer)
            except AssertionError as error:
                raise Fault("a wrong answer", str(error)) from error
    _require_few(said)
    return answer


def _require_few(said):
    for warning in said:
        if issubclass(warning.category, _NOT_FOR_USERS):
            where = f"{Path(warning.filename).name}:{warning.lineno}"
            raise Fault(f"{warning.category.__name__} at {where}", str(warning.message))
    kinds = Counter((w.category, str(w.message)) for w in said)
    for (category, message), count in kinds.items():
        if count > 1:
            raise Fault(f"{count} times the same {category.__name__}", message)


def _find_problem(error, culprits):
    """Return where an error comes from if it is not a clear one of ours, else an empty string."""
    if isinstance(error, SystemExit):
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1]
    if not last.filename.startswith(_PLACES[0]) and _PLACES[1] not in last.filename:
        return _place_of(error)
    if not linecache.getline(last.filename, last.lineno).strip().startswith("raise"):
        return _place_of(error)
    is_named = any(name.lower() in str(error).lower() for name in culprits)
    if not (is_named or isinstance(error, NotFittedError)):
        return f"no argument is named at {_place_of(error)}"
    return ""


def _place_of(error):
    """Return the innermost line of the package that an error passed, and the innermost of all."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(str(_OWN))]
    places = [*own[-1:], frames[-1]]
    named = (f"{Path(f.filename).parent.name}/{Path(f.filename).name}:{f.lineno}" for f in places)
    return " <- ".join(dict.fromkeys(named))


def _require_finite(value, what):
    """Raise a Fault if there is NaN or infinity among the numbers of an answer."""
    for name, numbers in _numbers_in(value, what, depth=0):
        if not np.isfinite(numbers).all():
            raise Fault(f"{type(value).__name__}: NaN or infinity in {name}", str(numbers)[:300])


def _numbers_in(value, what, depth):
    if depth > 4 or value is None or isinstance(value, (str, bytes, bool)):
        return
    if isinstance(value, (int, float, complex, np.number)):
        yield what, np.asarray(complex(value) if isinstance(value, complex) else float(value))
    elif isinstance(value, np.ndarray):
        if value.dtype.kind in "fc":
            yield what, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _numbers_in(part, f"{what}[{key!r}]", depth + 1)
    elif hasattr(value, "columns") and hasattr(value, "dtypes"):
        for j in range(value.shape[1]):
            if value.iloc[:, j].dtype.kind in "fc":
                yield f"column {value.columns[j]}", value.iloc[:, j].to_numpy()
    elif isinstance(value, (tuple, list)):
        for i, part in enumerate(value[:1000]):
            yield from _numbers_in(part, f"{what}[{i}]", depth + 1)
    elif type(value).__module__.startswith("sk_epinet"):
        for name in ("coefficients", "_coefficients", "contributions", "shares", "links"):
            if name in vars(value):
                yield from _numbers_in(vars(value)[name], name, depth + 1)


@contextmanager
def time_limit(seconds):
    """Raise an error in the block if it takes longer, where the system has such a clock."""
    on_main = threading.current_thread() is threading.main_thread()
    if not (hasattr(signal, "setitimer") and on_main):
        yield
        return

    def stop(number, frame):
        raise _TooLong(f"more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def little_memory():
    """Say that little memory is free, and let the system refuse far more than that."""
    before = psutil.virtual_memory
    psutil.virtual_memory = lambda: SimpleNamespace(available=FREE, total=2 * FREE)
    try:
        with _limited_space():
            yield
    finally:
        psutil.virtual_memory = before


@contextmanager
def _limited_space():
    try:
        import resource

        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):  # not on Linux
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + FREE + LEEWAY, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
