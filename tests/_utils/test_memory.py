"""The free memory: of the machine, and of containers that may use less of it."""

from types import SimpleNamespace

import psutil
import pytest
import torch

from sk_epinet._utils import _memory, empty, format_count, require_memory
from sk_epinet._utils._memory import available_memory, format_bytes

GIB = 2**30
# What version 1 gives for "no limit".
UNLIMITED = 9223372036854771712


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Return a function that writes files of a fake system, on a machine with 8 GiB free."""
    monkeypatch.setattr(
        psutil, "virtual_memory", lambda: SimpleNamespace(available=8 * GIB, total=16 * GIB)
    )

    def write(files):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{content}\n")
        return tmp_path

    return write


def version_2(folder, limit, use, inactive_file=0):
    folder = f"sys/fs/cgroup/{folder}"
    return {
        f"{folder}/memory.max": limit,
        f"{folder}/memory.current": use,
        f"{folder}/memory.stat": f"anon {use}\nfile 77\ninactive_file {inactive_file}\nslab 5",
    }


def version_1(folder, limit, use, inactive_file=0):
    folder = f"sys/fs/cgroup/memory/{folder}"
    return {
        f"{folder}/memory.limit_in_bytes": limit,
        f"{folder}/memory.usage_in_bytes": use,
        f"{folder}/memory.stat": f"inactive_file 3\ntotal_inactive_file {inactive_file}",
    }


HYBRID = "9:name=systemd:/\n4:cpu,cpuacct:/docker/7\n3:memory:/docker/7\n0::/docker/7"

SYSTEMS = {
    "no control groups (macOS, Windows)": ({}, 8 * GIB),
    "no limit, 2": ({"proc/self/cgroup": "0::/", **version_2("", "max", GIB)}, 8 * GIB),
    "limit above the free memory": (
        {"proc/self/cgroup": "0::/", **version_2("", 64 * GIB, GIB)},
        8 * GIB,
    ),
    "limit of the container": (
        {"proc/self/cgroup": "0::/", **version_2("", 4 * GIB, GIB)},
        3 * GIB,
    ),
    "cached files can be dropped": (
        {"proc/self/cgroup": "0::/", **version_2("", 4 * GIB, 3 * GIB, 2 * GIB)},
        3 * GIB,
    ),
    "use above the limit": ({"proc/self/cgroup": "0::/", **version_2("", GIB, 2 * GIB)}, 0),
    "limit of a group above": (
        {
            "proc/self/cgroup": "0::/user.slice/job",
            **version_2("user.slice/job", "max", GIB),
            **version_2("user.slice", 5 * GIB, 2 * GIB),
        },
        3 * GIB,
    ),
    "a neighbour's limit does not count": (
        {"proc/self/cgroup": "0::/a", **version_2("a", "max", 0), **version_2("b", GIB, 0)},
        8 * GIB,
    ),
    "no limit, 1": ({"proc/self/cgroup": HYBRID, **version_1("", UNLIMITED, GIB)}, 8 * GIB),
    "path on the host, limit at the top, 1": (
        {"proc/self/cgroup": HYBRID, **version_1("", 4 * GIB, 2 * GIB, GIB)},
        3 * GIB,
    ),
    "limit of a group and of the one above, 1": (
        {
            "proc/self/cgroup": HYBRID,
            **version_1("docker/7", 6 * GIB, GIB),
            **version_1("docker", 7 * GIB, 6 * GIB),
        },
        GIB,
    ),
    "no statistics": (
        {
            "proc/self/cgroup": "0::/",
            "sys/fs/cgroup/memory.max": 4 * GIB,
            "sys/fs/cgroup/memory.current": GIB,
        },
        3 * GIB,
    ),
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_limit_counts_where_it_leaves_less_than_the_machine_has(system, machine):
    files, expected = SYSTEMS[system]
    assert available_memory(machine(files)) == expected


def test_this_machine_has_some_memory():
    assert 0 < available_memory() <= psutil.virtual_memory().total


def test_the_error_names_the_thing_the_sizes_and_the_remedy(monkeypatch):
    monkeypatch.setattr(_memory, "available_memory", lambda: 3 * 2**20)
    require_memory(3 * 2**20, "A design", "Lower max_order.")
    with pytest.raises(ValueError, match="^A design would take 1.5 GiB, and 3 MiB of memory"):
        require_memory(3 * GIB // 2, "A design", "Lower max_order.")
    with pytest.raises(ValueError, match="Lower max_order.$"):
        require_memory(2**22, "A design", "Lower max_order.")


@pytest.mark.parametrize(
    ("n_bytes", "text"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1 KiB"),
        (3 * GIB // 2, "1.5 GiB"),
        (2**40, "1 TiB"),
    ],
)
def test_sizes_are_written_as_a_person_would(n_bytes, text):
    assert format_bytes(n_bytes) == text


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64])
@pytest.mark.parametrize("shape", [(3, 4), (2**20, 2)])
def test_empty_gives_a_writable_tensor_of_any_size_and_type(shape, dtype):
    tensor = empty(shape, dtype, "cpu")
    assert (tensor.shape, tensor.dtype, tensor.device.type) == (shape, dtype, "cpu")
    tensor.fill_(3)
    assert tensor.sum() == 3 * shape[0] * shape[1]


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0"), (16384, "16,384"), (2**40, "about 10^12"), (2**2000, "about 10^602")]
)
def test_counts_as_text(n, text):
    assert format_count(n) == text
