"""Penalties on the Walsh spectrum of a network.

``WalshPenalty`` is the contract; the others are what ``penalty=`` takes.
"""

from ._exact import ExactWalshPenalty
from ._hashed import HashedWalshPenalty
from ._subcube import SubcubeWalshPenalty
from ._walsh_penalty import WalshPenalty

__all__ = ["ExactWalshPenalty", "HashedWalshPenalty", "SubcubeWalshPenalty", "WalshPenalty"]
