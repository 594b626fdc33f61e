"""Check that a wheel holds every file of the package, and that it works away from the checkout.

The wheel is installed into a temporary folder, on top of the libraries of this environment.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

wheel = Path(sys.argv[1]).resolve()
checkout = Path(__file__).resolve().parents[1]

tracked = subprocess.run(
    ["git", "ls-files", "sk_epinet"], cwd=checkout, capture_output=True, text=True, check=True
).stdout.splitlines()
missing = sorted(set(tracked) - set(ZipFile(wheel).namelist()))
if missing:
    raise SystemExit(f"{wheel.name} lacks {', '.join(missing)}: see package_data in setup.cfg.")

with TemporaryDirectory() as folder:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder]
    subprocess.run([*pip, str(wheel)], check=True)
    code = "import sk_epinet; print(sk_epinet.__file__); print(sk_epinet.__version__)"
    imported = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": folder},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    if Path(folder).resolve() not in Path(imported[0]).resolve().parents:
        raise SystemExit(f"The installed wheel was hidden by {imported[0]}.")
    print(f"{wheel.name} has all {len(tracked)} files; version {imported[1]} can be imported.")
