"""Ask the user which column is meant: errors that show the choice and the argument to add."""

import numpy as np

from ._text import clean_name, shorten

_MAX_SHOWN = 8
_MAX_NAME = 80  # a header may hold a sequence


def ask(table, question, argument, names, *, as_list=False, shown=None):
    """Return the error for a choice that only the user can make.

    Parameters
    ----------
    table : Table
    question : str
        What is not clear, a whole sentence.
    argument : str
        The argument to add.
    names : list of str
        The columns to choose from.
    as_list : bool, default=False
        Whether the argument takes a list of all of them.
    shown : list of str, default=None
        The columns whose values are shown; by default those to choose from.

    Returns
    -------
    error : ValueError
    """
    listed = shown or names
    values = "; ".join(_show(table.columns[name]) for name in listed[:_MAX_SHOWN])
    more = f"; and {len(listed) - _MAX_SHOWN} more" if len(listed) > _MAX_SHOWN else ""
    value = [n[:_MAX_NAME] for n in names] if as_list else names[0][:_MAX_NAME]
    other = "" if as_list else ", or another of them" if len(names) > 1 else ""
    return ValueError(
        f"{table.source}: {question} Add {argument}={value!r}{other}. The columns and their first "
        f"values: {values}{more}."
    )


def _show(column):
    values = ", ".join(shorten(text) for text in column.examples())
    return f"'{column.name[:_MAX_NAME]}' ({values or 'empty'})"


def require_column(table, argument, name):
    """Return the name of a column that the user gave, if the table has it.

    Parameters
    ----------
    table : Table
    argument : str
        For the message.
    name : str

    Raises
    ------
    ValueError
        If there is no such column; the message lists those that there are.
    TypeError
        If the name is not a string.
    """
    if not isinstance(name, str):
        raise TypeError(f"{argument} must be the name of a column, got {name!r}.")
    if name in table.columns:
        return name
    tidy = clean_name(name)
    if tidy in table.columns:
        return tidy
    names = list(table.columns)
    listed = ", ".join(f"'{own[:_MAX_NAME]}'" for own in names[:30])
    more = f" and {len(names) - 30} more" if len(names) > 30 else ""
    raise ValueError(
        f"There is no {argument} column {shorten(name, 100)}; the file has {listed}{more}."
    )


def as_list(argument, names):
    """Return one name, or several, as a list."""
    if isinstance(names, str):
        return [names]
    if isinstance(names, (list, tuple, set)) or (hasattr(names, "tolist") and np.ndim(names) == 1):
        return list(names)
    raise TypeError(f"{argument} must be the name of a column, or a list of them, got {names!r}.")


def require_columns(table, argument, names):
    """Return one or several names of columns as a list, checked; see `require_column`."""
    names = as_list(argument, names)
    if not names:
        raise ValueError(f"{argument}= names no column.")
    return [require_column(table, argument, name) for name in names]
