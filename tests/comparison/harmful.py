"""Something that does harm when it is loaded from a pickle."""

import os


class Harmful:
    """Make a folder when it is loaded."""

    def __reduce__(self):
        return os.mkdir, ("harmed",)
