"""The options of the command that say what the columns of a table are."""

import argparse
import ast
import csv
import re
import shlex

import numpy as np

from ..cross_validation import count_genotypes
from ..datasets import load_landscape

# What load_landscape calls these, with what the option takes and says.
_COLUMN = "COL"
TABLE_OPTIONS = {
    "target": (_COLUMN, "column of measured values; give it once for each column of replicates"),
    "genotype": (_COLUMN, "column of genotypes: strings, lists of mutations or HGVS"),
    "sites": (f"{_COLUMN},...", "columns of the sites, or a pattern such as 'pos*'"),
    "wild_type": ("SEQ", "wild type: a string with an allele for each site, or alleles with ','"),
    "first_position": ("N", "number of the first character of strings and of the wild type [1]"),
    "error": (_COLUMN, "column of standard errors of the values, which become weights"),
    "variance": (_COLUMN, "column of variances, in place of standard errors"),
    "weight": (_COLUMN, "column of weights, in place of standard errors"),
    "groups": (_COLUMN, "column of labels of rows that must not be on both sides of a split"),
    "split": (_COLUMN, "column that says which rows are to train and which to test on"),
    "sheet": ("NAME", "name of the sheet of an Excel file"),
    "drop": ("WHAT", "leave out rows without a valid genotype, stop, target or error"),
    "decimal": ("MARK", "decimal mark of the numbers, . or ,"),
}
_REPEATED = ("target", "sites", "drop")
PREDICTION_OPTIONS = ("genotype", "sheet", "drop")
# Further options that have the names of arguments in messages.
_OTHER_OPTIONS = ("strategy", "max_mutations", "exclude")
_TRAINING_WORDS, _TEST_WORDS = ("train", "validation"), ("test",)


class Once(argparse.Action):
    """Store the value of an option, which may be given once only.

    Of two numbers the last one counts, as in other commands; of two columns or files, as both
    could be meant, none does.
    """

    def __call__(self, parser, namespace, values, option_string=None):
        given = vars(namespace).setdefault("_given", set())
        if option_string is not None and self.dest in given:
            raise argparse.ArgumentError(self, "is given more than once")
        given.add(self.dest)
        setattr(namespace, self.dest, values)


def add_table_options(parser, names=tuple(TABLE_OPTIONS)):
    """Add the options of a table to a parser."""
    group = parser.add_argument_group(
        "columns of the table", "needed only where there is more than one way to read it"
    )
    for name in names:
        metavar, text = TABLE_OPTIONS[name]
        kind = {"action": "append" if name in _REPEATED else Once}
        if name == "first_position":
            kind["type"] = whole(-(10**9), 10**9)
        group.add_argument(_flag(name), metavar=metavar, help=text, **kind)


def whole(low, high):
    """Return what makes a whole number in a range of the text of an option."""

    def convert(text):
        try:
            number = int(text)
        except ValueError:  # no number, or one of more digits than Python reads
            number = None
        if number is None or not low <= number <= high:
            raise argparse.ArgumentTypeError(
                f"must be a whole number from {low:,} to {high:,}, got {text[:40]!r}"
            )
        return number

    return convert


def read_table(options, like=None):
    """Return the landscape of a table, read as the options say.

    Parameters
    ----------
    options : argparse.Namespace
        With the path as `table`.
    like : Bunch, default=None
        A landscape whose coding to read the table with.
    """
    arguments = table_arguments(options)
    if like is not None:
        arguments["like"] = like
    return load_landscape(options.table, **arguments)


def table_arguments(options):
    """Return the arguments of :func:`load_landscape` that the options give, by name.

    Parameters
    ----------
    options : argparse.Namespace
    """
    given = {name: getattr(options, name, None) for name in TABLE_OPTIONS}
    arguments = {name: value for name, value in given.items() if value is not None}
    if "sites" in arguments:
        arguments["sites"] = [name for text in arguments["sites"] for name in _split(text)]
    if len(arguments.get("target", ())) == 1:
        (arguments["target"],) = arguments["target"]
    if "wild_type" in arguments:
        arguments["wild_type"] = split_alleles(arguments["wild_type"])
    return arguments


def split_alleles(text):
    """Return a wild type as a string, or as a list where commas separate its alleles."""
    return _split(text) if "," in text else text


def require_variation(landscape):
    """Raise an error if all measured values are the same."""
    y = landscape.target
    if np.ptp(y) == 0:
        raise ValueError(
            f"'{landscape.target_name}' has the same value everywhere ({y[0]:g}), so that nothing "
            "can be learned from it. Choose the column of measured values with --target."
        )


def marks_or_rule(options, landscape):
    """Return the marks of the rows whose value is a limit, and what --censored says.

    At most one of them is not None.
    """
    if options.censored is not None and landscape.censored is not None:
        raise ValueError(
            f"'{landscape.target_name}' says itself which of its values are limits (see 'limits' "
            "above): leave out --censored."
        )
    return landscape.censored, options.censored


def read_split(landscape, groups=None, *, least=2):
    """Return the rows to train and to test on as arrays, or None where the table has no split.

    Rows for validation are trained on, because what a method chooses, it chooses by
    cross-validation inside its training set.

    Parameters
    ----------
    landscape : Landscape
    groups : ndarray of shape (n_samples,) or None
        Labels of the rows that stay together, in place of equal genotypes.
    least : int, default=2
        Folds of the cross-validation, each of which needs a genotype, or group, of its own.

    Raises
    ------
    ValueError
        If the column has other words, or there is too little to train or to test on.
    """
    if landscape.split is None:
        return None
    words = np.char.lower(np.asarray(landscape.split, dtype=str))
    unknown = sorted(set(words.tolist()) - {*_TRAINING_WORDS, *_TEST_WORDS})
    if unknown:
        raise ValueError(
            "The column of --split holds "
            f"{', '.join(map(repr, unknown[:5]))}, but says train, validation or test in each row."
        )
    train = np.flatnonzero(np.isin(words, _TRAINING_WORDS))
    test = np.flatnonzero(np.isin(words, _TEST_WORDS))
    if len(train) < 2 or len(test) < 2:
        raise ValueError(
            f"The column of --split has {len(train)} rows to train and {len(test)} to test on, "
            "where two of each are needed."
        )
    own = None if groups is None else groups[train]
    n_units = count_genotypes(landscape.data.iloc[train], own)
    unit = "genotype" if own is None else "group"
    if n_units < least:
        raise ValueError(
            f"The column of --split has {n_units} {unit}{'s' * (n_units > 1)} to train on, in "
            f"{len(train)} rows, where {least} different ones are needed: the settings of a model "
            f"are chosen by a cross-validation of {least} folds, and the rows of a {unit} stay "
            "together. Mark more rows as train."
        )
    return train, test


def in_options(message):
    """Return a message of a function with the options of the command in place of arguments."""
    names = "|".join([*TABLE_OPTIONS, *_OTHER_OPTIONS])
    value = r"-?\d+|'[^']*'|\"[^\"]*\"|\[(?:'[^']*'|\"[^\"]*\"|, )*\]|"
    message = re.sub(rf"\b({names})=({value})", _as_option, message)
    if re.search(r"\bframe(\[|\.\w| = )", message):
        message += (
            " (In Python: frame = pandas.read_csv('table.csv', dtype=str); then save it with "
            "frame.to_csv('new.csv', index=False).)"
        )
    return message


def _as_option(match):
    name, text = match.groups()
    if not text:
        return _flag(name)
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return match[0]  # a name with backslashes
    values = [str(own) for own in (value if isinstance(value, list) else [value])]
    if name == "sites":
        values = [",".join(f'"{own}"' if "," in own else own for own in values)]
    return " ".join(f"{_flag(name)} {shlex.quote(own)}" for own in values)


def _split(text):
    """Return the parts of a text between commas; quoted parts may have commas."""
    try:
        parts = next(csv.reader([" ".join(text.split())], skipinitialspace=True), [])
    except csv.Error as error:
        raise ValueError(f"{text[:40]!r} cannot be split at its commas: {error}.") from None
    return [part.strip() for part in parts]


def _flag(name):
    return f"--{name.replace('_', '-')}"
