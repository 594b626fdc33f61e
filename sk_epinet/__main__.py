"""Run the command ``sk-epinet`` as ``python -m sk_epinet``."""

import sys

from .comparison._cli import main

sys.exit(main())
