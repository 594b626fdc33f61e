"""Objects that cannot be changed once they are made."""

import numpy as np


class Frozen:
    """An object whose attributes and arrays cannot be written to, nor those of its copies."""

    def _store(self, **attributes):
        """Set the attributes, once, and make their arrays read-only."""
        for value in attributes.values():
            for array in value if isinstance(value, tuple) else (value,):
                if isinstance(array, np.ndarray):
                    array.flags.writeable = False
        vars(self).update(attributes)

    def __setstate__(self, state):
        # Copies and unpickled arrays are writeable, whatever the originals were.
        self._store(**state)

    def __setattr__(self, name, value):
        raise AttributeError(f"A {type(self).__name__} is frozen: {name!r} cannot be set.")

    def __delattr__(self, name):
        raise AttributeError(f"A {type(self).__name__} is frozen: {name!r} cannot be deleted.")
