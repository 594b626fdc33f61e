"""Find the column of errors or weights that belongs to the target."""

from ._names import DEVIATIONS, ERRORS, VARIANCES, WEIGHTS, is_error_name, is_target_name, key_of

_PLUS_MINUS = "\N{PLUS-MINUS SIGN}"


def find_errors(table, roles):
    """Write the column of errors, variances or weights into the roles, unless one was given.

    A column with the target's name beside a well-known one (``fitness_sigma``, ``y_var``) comes
    first. A well-known name alone counts only if no other column of errors could belong to the
    target. Standard deviations are told, but not used: what they are the deviation of, and of
    how many values, is not known.

    Parameters
    ----------
    table : Table
    roles : Roles
    """
    if roles.is_error_given or len(roles.target) != 1:
        return
    target = roles.target[0]
    free = [
        name
        for name, column in table.columns.items()
        if name not in roles.used and roles.aside.get(name) != "empty" and column.is_mostly_numeric
    ]
    kinds = {"error": ERRORS, "variance": VARIANCES, "weight": WEIGHTS}
    own = [
        (role, name)
        for role, names in kinds.items()
        for name in free
        if is_error_name(name, names, target)
    ]
    bare = [
        (role, name) for role, names in kinds.items() for name in free if key_of(name) in names
    ]
    if len(own) == 1:
        ((role, name),) = own
        setattr(roles, role, name)
    elif not own and len(bare) == 1 and _is_the_only_target(table, roles):
        ((role, name),) = bare
        setattr(roles, role, name)
    for name in free:
        if is_error_name(name, DEVIATIONS):
            roles.aside[name] = f"standard deviations? add error={name!r} if it is the error"
        elif name not in roles.used and (
            _PLUS_MINUS in name or name in (n for _, n in own + bare)
        ):
            roles.aside[name] = f"errors? add error={name!r} or variance={name!r}"


def _is_the_only_target(table, roles):
    """Return whether an error without the target's name can only be the target's."""
    if is_target_name(roles.target[0]):
        return True
    others = [
        name
        for name, column in table.columns.items()
        if name not in roles.used
        and name not in roles.aside
        and column.is_numeric
        and len(column.filled) > 2
        and not is_error_name(name, ERRORS | VARIANCES | WEIGHTS | DEVIATIONS)
    ]
    return not others
