"""Run all studies, or some of them, one at a time.

Each study goes on where it was stopped, so that this script does too: what has been measured is
not measured again. To measure a study anew, remove its ``rows.csv`` first.

    python docs/benchmarks/run_all.py                      # days on one core
    python docs/benchmarks/run_all.py toy recovery         # these two
    python docs/benchmarks/run_all.py --report             # all tables and figures from the rows
    python docs/benchmarks/run_all.py --smoke              # whether all scripts run, in minutes
"""

import argparse
import subprocess
import sys
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).resolve().parent
# The quick ones first. A study that is not listed here is found by the test of the studies.
STUDIES = (
    *("first_look", "table_size", "sparse_recovery", "recovery", "toy", "measured", "weight_path"),
    *("top_interactions", "folds", "connectedness", "blend", "how_sure", "real_tables"),
    *("weights", "censored", "speed_accuracy", "house", "speed"),
    *("penalty_steps", "gradients", "batches", "many_sites", "defaults", "intervals"),
    *("suggest", "candidates", "alleles", "generalisation"),
)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("studies", nargs="*", metavar="STUDY", help=", ".join(STUDIES))
    parser.add_argument("--smoke", action="store_true", help="run the studies on tiny data")
    parser.add_argument("--report", action="store_true", help="remake tables and figures only")
    parser.add_argument("--landscapes", metavar="DIR", help="folder of the measured landscapes")
    options = parser.parse_args()
    unknown = set(options.studies) - set(STUDIES)
    if unknown:
        parser.error(f"there is no study {', '.join(sorted(unknown))}")
    arguments = ["--smoke"] * options.smoke + ["--report"] * options.report
    if options.landscapes:
        arguments += ["--landscapes", options.landscapes]
    failed = [name for name in options.studies or STUDIES if not run(name, arguments)]
    if failed:
        raise SystemExit(f"These studies failed: {', '.join(failed)}")


def run(name, arguments):
    """Run a study in a process of its own; return whether it succeeded."""
    print(f"== {name}", flush=True)
    start = perf_counter()
    script = HERE / name / f"{name}.py"
    done = subprocess.run([sys.executable, script, *arguments])
    print(f"   {perf_counter() - start:.0f} s", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    main()
