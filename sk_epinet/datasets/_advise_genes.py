"""Say how lists of mutations and of genes in other notations are brought into known ones."""

import re

from ..genotypes import is_wild_type_word

_MUTATION = r"[A-Z](?:[a-z]{2})?\d+(?:[A-Z][a-z]{2}|[A-Z*])(?![A-Za-z0-9])"
_JOINT = r"[:_/(. -]+(?:p\.)?"
_GENE = r"[A-Za-z][A-Za-z0-9-]*"
_IN_GENE = re.compile(rf"(?<![A-Za-z0-9])({_GENE}?){_JOINT}{_MUTATION}")
# The Greek letter and the sign of a difference, which looks the same.
_DELETION = "[\u0394\u2206][^\u0394\u2206,; ]+"
_LISTED = [(_MUTATION, ":", "mutations"), (_DELETION, ",", "deletions")]
_NOTHING = ("-", "0", "1", "(1)")  # how a genotype without any of the letters is written
_IN_CHAIN = re.compile(r"([A-Z])([A-Z])(-?\d+[a-z]?[A-Z])")
_SEPARATORS = re.compile(r"[:,;/+|& ]+")


def remove_genes(name, texts):
    """Return the line that brings mutations such as gyrA:S83L into ones that can be read, or "".

    Parameters
    ----------
    name : str
        Column of the mutations.
    texts : list of str
        Its distinct texts.

    Returns
    -------
    line : str
        Of one gene or chain, it takes the name away. Of several, it makes a column of 0 and 1 for
        each mutation. Empty where there are no such names, or not before each mutation.
    """
    texts = [text for text in texts if not is_wild_type_word(text)]
    genes = {gene for text in texts for gene in _genes_of(text) if not is_wild_type_word(gene)}
    column = f"frame[{name!r}]"
    if len(genes) == 1:
        (gene,) = genes
        name = re.escape(gene)
        pattern = rf"(?<![A-Za-z0-9]){name}[:_/(. -]+|^{name}$|\)"
        return f"{column} = {column}.str.replace({_raw(pattern)}, '', regex=True)"
    if genes and not any(_left_over(text) for text in texts):
        pattern = f"{_GENE}{_JOINT}{_MUTATION}"
        found = f"frame.pop({name!r}).str.findall({_raw(pattern)})"
        return f"frame = frame.join({found}.str.join('|').str.get_dummies())"
    return _remove_chain(column, texts)


def rewrite_lists(column):
    """Return what to do with lists that were taken for strings of different lengths, or "".

    Parameters
    ----------
    column : Column
        Its texts are mutations behind an unknown separator (A12V~K45R), deletions (ΔabcΔdef), or
        letters that name what is present.
    """
    texts, frame = column.filled, f"frame[{column.name!r}]"
    for pattern, joint, what in _LISTED:
        n_alike = sum(bool(re.search(pattern, text)) for text in texts)
        if 2 * n_alike > len(texts):
            line = f"{frame} = {frame}.str.findall({_raw(pattern)}).str.join({joint!r})"
            return f"They seem to be lists of {what}: {line}."
    named = [text for text in texts if not is_wild_type_word(text) and text not in _NOTHING]
    if not all(text.isalpha() and len(set(text)) == len(text) for text in named):
        return ""
    word = next((repr(text) for text in texts if text not in named), "'WT'")
    return (
        "If each letter names what is present, put commas between them: "
        f"{frame}.replace({word}, '').map(','.join). Otherwise: align them, so that insertions "
        "and deletions are gaps (-), or keep only those of the most common length with "
        "drop='genotype'."
    )


def holds_mutations(text):
    """Return whether a text that is no list of mutations has several of them in it: A2V~K3R."""
    return len(re.findall(_MUTATION, text)) > 1


def _genes_of(text):
    """Return the names before the mutations of a list; a mutation before another is none."""
    found = (match[1] for match in _IN_GENE.finditer(text))
    return {gene for gene in found if not re.fullmatch(_MUTATION, gene)}


def _left_over(text):
    """Return whether a mutation of a list has no name before it."""
    return re.search(_MUTATION, re.sub(f"{_GENE}{_JOINT}{_MUTATION}", "", text)) is not None


def _remove_chain(column, texts):
    """Return the line that takes the letter of the chain out of mutations such as KA2R, or ""."""
    tokens = {token for text in texts for token in _SEPARATORS.split(text) if token}
    matches = [_IN_CHAIN.fullmatch(token) for token in tokens]
    if not matches or not all(matches) or len({match[2] for match in matches}) > 1:
        return ""
    pattern = rf"\b([A-Z]){matches[0][2]}(?=-?\d)"
    return f"{column} = {column}.str.replace({_raw(pattern)}, r'\\1', regex=True)"


def _raw(pattern):
    """Return a pattern as it stands in a program."""
    return f"r'{pattern}'"
