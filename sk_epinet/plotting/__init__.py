"""Pictures, as Display objects in the manner of scikit-learn.

matplotlib is imported when a picture is drawn, not before.
"""

from ._comparison import ComparisonDisplay

__all__ = ["ComparisonDisplay"]
