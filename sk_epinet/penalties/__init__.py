"""Penalties on the Walsh spectrum of a network.

``WalshPenalty`` is the contract; the others are what ``penalty=`` takes.
"""

from ._base import WalshPenalty
from ._exact import ExactWalshPenalty
from ._hashed import HashedWalshPenalty
from ._subcube import SubcubeWalshPenalty

__all__ = ["ExactWalshPenalty", "HashedWalshPenalty", "SubcubeWalshPenalty", "WalshPenalty"]
