"""The calls that hostile ones are made of are right: they get an answer, and no error."""

import pytest

from tests.fuzz import (
    test_fuzz_data,
    test_fuzz_inference,
    test_fuzz_landscapes,
    test_fuzz_parameters,
    test_fuzz_plots,
    test_fuzz_spectra,
    test_fuzz_tables,
)

LISTS = (
    test_fuzz_data.calls,
    test_fuzz_inference.calls,
    test_fuzz_inference.suggestions,
    test_fuzz_landscapes.calls,
    test_fuzz_parameters.calls,
    test_fuzz_plots.factories,
    test_fuzz_plots.constructors,
    test_fuzz_spectra.ways_to_make_one,
    test_fuzz_spectra.questions,
    test_fuzz_tables.calls,
)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("calls", LISTS, ids=lambda calls: f"{calls.__module__}.{calls.__name__}")
def test_calls_without_hostile_arguments_get_an_answer(calls):
    endings = {}
    for call in calls():
        try:
            call.run(**call.right())
        except Exception as error:
            if not (isinstance(error, ImportError) and "pip install" in str(error)):
                endings[call.name] = repr(error)  # and not that an optional library is missing
    assert not endings
