"""Tables that the pages include with the directive ``csv-table``."""

import csv
from itertools import compress

import numpy as np


def write_table(path, headers, lines):
    """Write a table: one line of headers, and lines of values that are written as they are.

    A column without a value in any line is left out.
    """
    lines = [list(line) for line in lines]
    for line in lines:
        if len(line) != len(headers):
            raise ValueError(f"{path.name} has the columns {headers}, got the line {line}.")
    is_filled = [any(value != "" for value in values) for values in zip(*lines, strict=True)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        for line in [headers, *lines]:
            writer.writerow(list(compress(line, is_filled)) if lines else line)


def format_difference(value, base, digits=4):
    """Return a value with its difference to a base in parentheses."""
    return f"{value:.{digits}f} ({value - base:+.{digits}f})"


def format_spread(values, digits=3):
    """Return the mean of values with their standard deviation in parentheses."""
    return f"{np.mean(values):.{digits}f} ({np.std(values):.{digits}f})"
