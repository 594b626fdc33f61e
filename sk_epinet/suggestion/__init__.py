"""Which genotypes to measure next: chosen by what a fitted model predicts and how sure it is."""

from ._suggest import suggest

__all__ = ["suggest"]
