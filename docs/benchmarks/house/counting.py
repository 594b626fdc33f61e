"""Read from the code of a package what depends on what, and how much code there is.

A *room* is a folder of the package, or a file at its top. An *arrow* leads from a room to another
room that it imports. The *floors* are the rooms on the longest chain of arrows.
"""

import ast
import io
import tokenize

_NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.ENCODING,
}


def count(package):
    """Return the numbers of rooms, arrows, floors, files and lines of code of a package.

    Parameters
    ----------
    package : Path
        The folder of the package.
    """
    files = sorted(package.rglob("*.py"))
    rooms = {room_of(path, package) for path in files}
    arrows = {
        (room_of(path, package), target)
        for path in files
        for target in imported_rooms(path, package)
        if target in rooms and target != room_of(path, package)
    }
    return {
        "rooms": len(rooms),
        "arrows between rooms": len(arrows),
        "floors": count_floors(rooms, arrows),
        "files": len(files),
        "lines of code": sum(count_lines(path.read_text(encoding="utf-8")) for path in files),
    }


def room_of(path, package):
    return path.relative_to(package).parts[0].removesuffix(".py")


def imported_rooms(path, package):
    """Yield the rooms that a file imports, by relative imports or by the name of the package."""
    depth = len(path.relative_to(package).parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            prefix = f"{package.name}."
            if node.level == depth:
                names = [node.module] if node.module else [alias.name for alias in node.names]
            elif not node.level and node.module == package.name:
                names = [alias.name for alias in node.names]
            elif not node.level and node.module.startswith(prefix):
                names = [node.module.removeprefix(prefix)]
            else:
                continue
            for name in names:
                yield name.split(".")[0]


def count_floors(rooms, arrows):
    """Return the number of rooms on the longest chain of arrows."""
    below = {room: {b for a, b in arrows if a == room} for room in rooms}
    heights = {}

    def height(room, above):
        if room in above:
            raise ValueError(f"The imports of these rooms form a circle: {sorted(above)}.")
        if room not in heights:
            heights[room] = 1 + max((height(r, above | {room}) for r in below[room]), default=0)
        return heights[room]

    return max((height(room, frozenset()) for room in rooms), default=0)


def count_lines(source):
    """Count the lines that hold code: no docstrings, comments or blank lines."""
    docstrings = {line for node in ast.walk(ast.parse(source)) for line in _docstring(node)}
    code = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NO_CODE:
            code.update(range(token.start[0], token.end[0] + 1))
    return len(code - docstrings)


def _docstring(node):
    """Return the lines of the docstring of a node, none if it has none."""
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return range(0)
    if ast.get_docstring(node, clean=False) is None:
        return range(0)
    return range(node.body[0].lineno, node.body[0].end_lineno + 1)
