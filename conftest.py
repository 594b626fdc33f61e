"""Settings of the whole test run, doctests included."""

import os
import signal

# A shell that starts the run in the background, or nohup, has it ignore Ctrl-C or SIGHUP. Tests
# send these signals to themselves and to processes that they start, which inherit what is ignored.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

# Tests that run in parallel (pytest -n 2) get one thread each. Otherwise every worker starts as
# many threads as there are cores, and they wait for one another at each small operation: on two
# cores the run then takes longer than without workers. The libraries read these variables when
# they are loaded, which is after this file; processes started by a test inherit them.
if "PYTEST_XDIST_WORKER" in os.environ:
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
