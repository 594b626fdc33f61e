"""Copy the README line by line, from an empty folder, as a new user would.

Without arguments, the package of this checkout is installed into a new virtual environment, with
the versions of constraints.txt, and the code is run there. With ``--here``, the code is run with
the Python that runs this script. What the code prints has to be what the README says: the same
words, and the same numbers to a twentieth, for another processor rounds differently.
"""

import io
import math
import re
import shlex
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from venv import EnvBuilder

CHECKOUT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"```(python|text|console)\n(.*?)```", re.DOTALL)
NUMBER = re.compile(r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?")
# These are for other machines, or set up what is here already.
LEFT_OUT = ("pip", "make", "git")


def read_steps(text):
    """Return the steps of a page: ("python", code, expected) and ("command", line, None)."""
    steps = []
    for language, body in BLOCK.findall(text):
        if language == "python":
            steps.append(("python", body, ""))
        elif language == "text":
            kind, code, _ = steps[-1]
            steps[-1] = (kind, code, body)
        else:
            lines = [line.removeprefix("$ ") for line in body.splitlines()]
            steps += [("command", ln, None) for ln in lines if ln.split()[0] not in LEFT_OUT]
    return steps


def run_steps(steps, run_command):
    """Run the steps one after the other in the current folder; return what is not as expected.

    Parameters
    ----------
    steps : list of (kind, code, expected)
    run_command : callable(list of str) -> int
        Runs a command of the shell, and returns its exit status.
    """
    names, wrong = {}, []
    for kind, code, expected in steps:
        if kind == "command":
            if run_command(shlex.split(code, comments=True)) != 0:
                wrong.append(f"This command failed: {code}")
            continue
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(code, names)
        if not is_alike(expected, printed.getvalue()):
            wrong.append(f"Expected:\n{expected}\nPrinted:\n{printed.getvalue()}")
    return wrong


def is_alike(expected, printed):
    """Return whether two texts have the same words, and nearly the same numbers."""
    texts = [" ".join(NUMBER.sub(" # ", text).split()) for text in (expected, printed)]
    numbers = [
        [float(own.replace(",", "")) for own in NUMBER.findall(text)]
        for text in (expected, printed)
    ]
    return texts[0] == texts[1] and all(
        math.isclose(a, b, rel_tol=0.05, abs_tol=0.011) for a, b in zip(*numbers, strict=True)
    )


def main():
    """Run the command."""
    if "--here" in sys.argv:
        text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
        wrong = run_steps(read_steps(text), lambda command: subprocess.run(command).returncode)
        raise SystemExit("\n\n".join(wrong) or None)
    with tempfile.TemporaryDirectory() as folder:
        environment, empty = Path(folder) / "venv", Path(folder) / "empty"
        empty.mkdir()
        EnvBuilder(with_pip=True).create(environment)
        tools = environment / "bin"
        constraint = ["--constraint", str(CHECKOUT / "constraints.txt")]
        install = [tools / "python", "-m", "pip", "install", "--quiet", *constraint]
        subprocess.run([*install, f"{CHECKOUT}[plot,io,skops]"], check=True)
        path = {"PATH": f"{tools}:/usr/bin:/bin", "HOME": folder}
        here = [tools / "python", Path(__file__).resolve(), "--here"]
        raise SystemExit(subprocess.run(here, cwd=empty, env=path).returncode)


if __name__ == "__main__":
    main()
