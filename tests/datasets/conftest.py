"""What the tests of tables share."""

import pytest


@pytest.fixture
def write(tmp_path):
    """Write a text or bytes to a file, and return its path."""

    def write_file(content, name="landscape.csv"):
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8", newline="")
        return path

    return write_file
