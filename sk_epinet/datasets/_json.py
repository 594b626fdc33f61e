"""Read a table from JSON: a list of rows, columns of values, or the format of gpmap."""

import json

from ._column import Column
from ._table import make_table
from ._text import clean_name


def is_json(name, data):
    """Return whether a text is JSON, by its first character and the name of the file."""
    head = data[:200].lstrip()[:2]
    if not head.startswith((b"{", b"[")):
        return False
    return name.lower().rsplit(".", 1)[-1] in ("json", "jsonl", "ndjson") or (
        head[1:2] in b'"[{ \n' and data.rstrip()[-1:] in b"}]"
    )


def read_json(name, data):
    """Return the table of a JSON file. Numbers keep the digits that they have in the file.

    Parameters
    ----------
    name : str
        What messages call the file.
    data : bytes

    Raises
    ------
    ValueError
        If the file is not valid JSON, or holds no table.
    """
    content = _parse(name, data)
    wild_type = None
    if isinstance(content, dict):
        wild_type = content.get("wildtype")
        if isinstance(content.get("data"), dict):
            content = content["data"]  # gpmap; what stands beside it describes the columns
        elif isinstance(content.get("data"), list):
            names = content.get("columns")
            content = content["data"]
            if isinstance(names, list) and all(isinstance(row, list) for row in content):
                content = [dict(zip(names, row, strict=False)) for row in content]
    columns = _columns(name, content)
    table = make_table(
        name,
        [clean_name(str(key)) for key in columns],
        [Column.from_values("", [_text(v) for v in values]) for values in columns.values()],
    )
    table.wild_type = wild_type if isinstance(wild_type, str) else None
    return table


def _parse(name, data):
    settings = {"parse_float": str, "parse_int": str}
    try:
        return json.loads(data, **settings)
    except json.JSONDecodeError as error:
        lines = data.splitlines()
        try:
            if len(lines) > 1:
                return [json.loads(line, **settings) for line in lines if line.strip()]
        except json.JSONDecodeError:
            pass
        raise ValueError(
            f"{name} is not valid JSON: {error.msg} in line {error.lineno}, character "
            f"{error.colno}."
        ) from None
    except RecursionError:
        raise ValueError(f"{name} is not a table: its JSON is nested too deeply.") from None


def _columns(name, content):
    """Return lists of values by the names of the columns."""
    if isinstance(content, dict) and content and _are_rows(content):
        content = list(content.values())
    if isinstance(content, list) and content and all(isinstance(row, dict) for row in content):
        names = dict.fromkeys(key for row in content for key in row)
        return {key: [row.get(key) for row in content] for key in names}
    if isinstance(content, dict):
        columns = {
            key: list(values.values()) if isinstance(values, dict) else values
            for key, values in content.items()
            if isinstance(values, (list, dict)) and key != "mutations"
        }
        lengths = {len(values) for values in columns.values()}
        if len(lengths) == 1 and lengths != {0}:
            return columns
    if isinstance(content, dict) and content and all(map(_is_number, content.values())):
        raise ValueError(
            f"{name} holds a number for each name. If the names are genotypes, pass "
            f"pandas.DataFrame(list(json.load(open({name!r})).items()), "
            "columns=['genotype', 'fitness'])."
        )
    raise ValueError(
        f"{name} holds no table: a list of rows is needed, or a list of values for each column, "
        "all of the same length."
    )


def _is_number(value):
    """Return whether a value is a number, which is read as text, to keep its digits."""
    return isinstance(value, str) and value.lower().lstrip("-")[:1].isdigit()


def _are_rows(content):
    """Return whether values by name are rows by their number, as pandas writes them by index."""
    rows = list(content.values())
    if not all(isinstance(row, dict) and row for row in rows) or not all(
        map(str.isdigit, content)
    ):
        return False
    return not any(key.isdigit() for row in rows for key in row)


def _text(value):
    if isinstance(value, list) and len(value) == 1:
        (value,) = value
    if value is None or isinstance(value, (str, bool)):
        return value
    return json.dumps(value)
