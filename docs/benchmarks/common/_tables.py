"""Tables that the pages include with the directive ``csv-table``."""

import csv

import numpy as np


def write_table(path, headers, lines):
    """Write a table: one line of headers, and lines of values that are written as they are."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers)
        for line in lines:
            if len(line) != len(headers):
                raise ValueError(f"{path.name} has the columns {headers}, got the line {line}.")
            writer.writerow(line)


def format_difference(value, base, digits=4):
    """Return a value with its difference to a base in parentheses."""
    return f"{value:.{digits}f} ({value - base:+.{digits}f})"


def format_spread(values, digits=3):
    """Return the mean of values with their standard deviation in parentheses."""
    return f"{np.mean(values):.{digits}f} ({np.std(values):.{digits}f})"
