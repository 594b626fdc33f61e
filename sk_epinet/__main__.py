"""``python -m sk_epinet`` is the command ``sk-epinet``."""

import sys

from .comparison._cli import main

sys.exit(main())
