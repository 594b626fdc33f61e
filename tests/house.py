"""The floors of the package, and what imports what, read from the code.

The tests of the architecture hold the code against it, and docs/architecture.py draws it.
"""

import ast
from pathlib import Path

import sk_epinet

PACKAGE = Path(sk_epinet.__file__).parent

# The floors of the house, from the ground up: a room may import from the floors below its own.
FLOORS = [
    {"_utils"},
    {"genotypes", "network"},
    {"walsh", "cross_validation"},
    {"penalties", "kernels"},
    {"spectrum"},
    {"datasets", "plotting", "regressors"},
    {"inference", "suggestion"},
    {"comparison"},
    {"__init__", "__main__"},
]


def room_of(path, package):
    return path.relative_to(package).parts[0].removesuffix(".py")


def imports(path, package):
    """Yield (room or outside module, whether it is a room, whether through its face)."""
    depth = len(path.relative_to(package).parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            if node.level < depth:
                continue  # within a folder
            targets = [node.module] if node.module else [alias.name for alias in node.names]
            for target in targets:
                yield target.split(".")[0], True, "." not in target
        elif isinstance(node, ast.ImportFrom):
            yield node.module.split(".")[0], False, True
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.split(".")[0], False, True


def arrows(package):
    """Return the set of (room, room that it imports)."""
    return {
        (room_of(path, package), target)
        for path in package.rglob("*.py")
        for target, own, _ in imports(path, package)
        if own
    }


def upward_imports(package):
    """Return the arrows that do not lead to a floor below."""
    floor = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
    return {(a, b) for a, b in arrows(package) if floor[b] >= floor[a]}
