"""What is no list, no array of numbers or no function is refused by the name of the argument."""

import numpy as np
import pandas as pd
import pytest

from sk_epinet._utils import (
    check_dict,
    check_function,
    check_number,
    check_object,
    count_axes,
    read_list,
    read_names,
    read_numbers,
    require_distinct_names,
    require_same_length,
)


@pytest.mark.parametrize(
    "values", [5, None, "ab", b"ab", {"a": 1}, {1, 2}, np.array(3), iter([1])]
)
def test_what_has_no_order_or_length_is_no_list(values):
    with pytest.raises(ValueError, match="^things must be a list of numbers, got "):
        read_list("things", values, "numbers")


@pytest.mark.parametrize(
    "values", [[1, 2], (1, 2), range(1, 3), np.array([1, 2]), pd.Series([1, 2])]
)
def test_lists_are_taken_from_all_that_has_an_order(values):
    assert read_list("things", values, "numbers") == [1, 2]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1, "a"], "things must hold numbers, but could not convert"),
        ([1 + 2j], "things must hold numbers"),
        (np.array(["2024-01-01"], dtype="M8[D]"), "things must hold numbers"),
        ([[1], [1, 2]], "things must hold numbers"),
        ([1, pd.NA], "things must hold numbers"),
        ([10**400], "things must hold numbers"),
        ({"a": 1}, "things must hold numbers"),
        ("12", "things must hold numbers"),
        (np.ma.array([1.0, 2.0], mask=[False, True]), "things has masked values"),
        ([1.0, np.nan], "things must hold finite numbers, but has nan at place 1"),
        ([[1.0, 2.0]], "things must be a list of numbers, got shape"),
        ([1.0, 2.0, 3.0], "things must have 2 entries, got 3"),
    ],
)
def test_what_is_not_so_many_real_numbers(values, message):
    with pytest.raises(ValueError, match=message):
        read_numbers("things", values, n_axes=1, length=2)


def test_numbers_are_copied():
    given = np.array([1.0, 2.0])
    read = read_numbers("things", given)
    read[0] = 7
    assert given[0] == 1


def test_names_are_text_one_for_each_site():
    assert read_names(None, 2) == ["x0", "x1"]
    assert read_names("AB", 2) == ["A", "B"]
    assert read_names([1, "b"], 2) == ["1", "b"]
    for wrong in (5, {"a", "b"}, ["a"]):
        with pytest.raises(ValueError, match="site_names"):
            read_names(wrong, 2)
    with pytest.raises(ValueError, match="n_sites"):
        read_names(None, 10**12)


def test_objects_functions_and_dicts():
    with pytest.raises(TypeError, match="^thing must be of the class int or float, got 'a'"):
        check_object("thing", "a", (int, float))
    with pytest.raises(TypeError, match="^thing must be a function, got 3"):
        check_function("thing", 3)
    with pytest.raises(ValueError, match="^thing must be a dict of names, got \\[\\]"):
        check_dict("thing", [], "names")


def test_differences_of_dates_are_no_integers():
    with pytest.raises(ValueError, match="k must be an integer"):
        check_number("k", np.timedelta64(3, "s"), low=0, integer=True)


def test_rows_are_counted_before_they_are_paired():
    require_same_length("groups", [1, 2], [[0], [1]])
    for wrong in ([1], 5, "ab", {"a": 1, "b": 2}):
        with pytest.raises(ValueError, match="groups must have one entry for each row of X"):
            require_same_length("groups", wrong, [[0], [1]])


def test_two_columns_of_one_name():
    with pytest.raises(ValueError, match="several columns with the name 'a'"):
        require_distinct_names(pd.DataFrame([[0, 1]], columns=["a", "a"]))


@pytest.mark.parametrize(("values", "n_axes"), [(5, 0), ([1], 1), ([[1]], 2), ([[1], []], -1)])
def test_axes_are_counted_of_rows_of_any_lengths(values, n_axes):
    assert count_axes(values) == n_axes
