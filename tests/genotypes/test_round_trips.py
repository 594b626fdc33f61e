"""Genotypes of any kind come back as they were, found by hypothesis."""

import numpy as np
import pytest

from sk_epinet.genotypes import GenotypeEncoder

hypothesis = pytest.importorskip("hypothesis", reason="needs the extra 'test'")
st = hypothesis.strategies
settings = hypothesis.settings(max_examples=60, deadline=None, derandomize=True, database=None)

ENCODINGS = st.sampled_from(["categories", "alleles", "onehot"])
AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"


@st.composite
def string_tables(draw):
    """Draw strings of one length over any characters but the stop codon."""
    length = draw(st.integers(1, 6))
    letters = st.characters(exclude_characters="*", exclude_categories=["Cs"])
    alphabet = draw(st.lists(letters, min_size=2, max_size=5, unique=True))
    text = st.text(alphabet, min_size=length, max_size=length)
    return draw(st.lists(text, min_size=2, max_size=20).filter(lambda texts: len(set(texts)) > 1))


@st.composite
def mutation_tables(draw):
    """Draw a wild type, the position of its first character, and lists of mutations."""
    wild_type = draw(st.text(AMINO_ACIDS, min_size=1, max_size=12))
    first = draw(st.integers(-5, 600))
    separator = draw(st.sampled_from([":", ",", ";", "/", " ", ", "]))
    sites = st.lists(st.integers(0, len(wild_type) - 1), unique=True).map(sorted)
    letter = st.sampled_from(AMINO_ACIDS)
    rows = draw(st.lists(sites, min_size=1, max_size=15).filter(any))
    texts = []
    for row in rows:
        letters = [draw(letter.filter(lambda x, own=wild_type[j]: x != own)) for j in row]
        mutations = [f"{wild_type[j]}{first + j}{x}" for j, x in zip(row, letters, strict=True)]
        texts.append(separator.join(mutations))
    joined = any(len(row) > 1 for row in rows)
    hypothesis.assume(joined or separator == ":")
    return wild_type, first, texts


@st.composite
def site_tables(draw):
    """Draw rows of alleles that are text, whole numbers or fractions."""
    row = st.tuples(*[st.sampled_from(["x", "yy", "-", 0, 2.5])] * draw(st.integers(1, 4)))
    return draw(st.lists(row.map(list), min_size=2, max_size=15))


@settings
@hypothesis.given(string_tables(), ENCODINGS)
def test_strings(texts, encoding):
    encoder = GenotypeEncoder(kind="strings", encoding=encoding).fit(texts)
    assert encoder.inverse_transform(encoder.transform(texts)).tolist() == texts


@settings
@hypothesis.given(mutation_tables(), st.sampled_from(["categories", "alleles", "mutations"]))
def test_mutations(table, encoding):
    _, _, texts = table
    encoder = GenotypeEncoder(encoding=encoding).fit(texts)
    assert encoder.kind_ == "mutations"
    assert encoder.inverse_transform(encoder.transform(texts)).tolist() == texts


@settings
@hypothesis.given(mutation_tables())
def test_mutations_are_the_strings_that_they_stand_for(table):
    wild_type, first, texts = table
    strings = []
    for text in texts:
        letters = list(wild_type)
        for mutation in text.replace(",", " ").replace(";", " ").replace("/", " ").split():
            for part in mutation.split(":"):
                letters[int(part[1:-1]) - first] = part[-1]
        strings.append("".join(letters))
    parameters = {
        "encoding": "mutations",
        "sparse_output": False,
        "wild_type": wild_type,
        "first_position": first,
    }
    by_list = GenotypeEncoder(kind="mutations", **parameters).fit(texts)
    by_string = GenotypeEncoder(kind="strings", **parameters).fit(strings)
    names = by_list.get_feature_names_out().tolist()
    assert names == by_string.get_feature_names_out().tolist()
    np.testing.assert_array_equal(by_list.transform(texts), by_string.transform(strings))


@settings
@hypothesis.given(site_tables(), ENCODINGS)
def test_site_columns(rows, encoding):
    X = np.empty((len(rows), len(rows[0])), dtype=object)
    X[:] = rows
    encoder = GenotypeEncoder(kind="sites", sites="all", encoding=encoding).fit(X)
    assert encoder.inverse_transform(encoder.transform(X)).tolist() == rows
