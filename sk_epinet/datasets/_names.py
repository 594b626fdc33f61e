"""Names of columns that are well known, and what they stand for.

Names are compared without case, spaces and punctuation, and without a unit in brackets: "DMS
score" and "fitness (a.u.)" are `dmsscore` and `fitness`. These lists are part of what
`load_landscape` documents.
"""

import re


def _words(text):
    return frozenset(text.split())


_UNIT = re.compile(r"[(\[{][^)\]}]*[)\]}]\s*$")

# Names of the measured value: sure ones, names of what is measured, words for a summary. A name
# of a later group counts only where no name of an earlier group is in the table.
TARGETS = (
    _words(
        "y target fitness logfitness meanfitness fitnessscore phenotype phenotypes score dmsscore "
        "medianbrightness"
    ),
    _words(
        "brightness logbrightness meanbrightness growth growthrate enrichment logenrichment "
        "activity expression affinity logaffinity fluorescence stability ddg binding response "
        "trait value measurement yield"
    ),
    _words("mean average avg median combined mittelwert moyenne media"),
)

GENOTYPES = _words(
    "sequence sequences seq seqs genotype genotypes genotyp genotyps variant variants mutant "
    "mutants mutation mutations aamutations aasubstitutions substitutions mutatedsequence "
    "mutantsequence variantsequence hgvs hgvspro hgvsnt hgvsp hgvsc aaseq ntseq aasequence "
    "ntsequence dnasequence proteinsequence aminoacid aminoacids x binary community "
    "communities haplotype haplotypes aachange aachanges nt dna rna protein"
)

# A column for each site: one of these stems and a number.
SITE_STEMS = _words(
    "pos position site locus loci snp residue res aa codon mut mutation gene sp species allele"
)

ERRORS = _words(
    "err error yerr se sem stderr stderror standarderror sigma dy uncertainty "
    "standarderrorofthemean"
)
DEVIATIONS = _words("sd std stdev stdevs stdeviation stdeviations stddev standarddeviation stds")
VARIANCES = _words("var variance yvar variances")
WEIGHTS = _words("weight weights sampleweight sampleweights")
_ABOUT_ERRORS = ERRORS | DEVIATIONS | VARIANCES
SPLITS = _words("set split splits partition subset")
VALIDATIONS = _words("validation isvalidation val")
WILD_TYPE_FLAGS = _words("wt iswt wildtype iswildtype")

_MUTATION_COUNTS = _words(
    "nmut nmuts nmutations nmutation nummut nummuts nummutations numbermutations "
    "numberofmutations mutationcount mutcount hamming hammingdistance distance dist "
    "distancetowt distancefromwt nsubstitutions nsubs richness speciesrichness nspecies "
    "numberofspecies nmembers nstrains"
)
# Conditions under which genotypes are measured, so that their values differ.
_CONDITIONS = _words("time treatment condition medium media environment environments env")
# Conditions and keys of an experiment, which are no sites.
_METADATA = _CONDITIONS | _words(
    "batch plate well day date run experiment exp lane pool lab operator user technician "
    "rep repl replicate biorep techrep block id name index accession barcode "
    "row rownumber number no nr sample stop indel nonsense stopreadthrough contamination "
    "sequenced sequencing fold group groups cluster flag filter qc pass passed keep library "
    "machine instrument scanner comment comments note notes "
    "contaminated outlier blocks stdorder runorder centerpt centrept pttype"
)
_INDEX_NAMES = _words("index name id sample samplename sampleid rowname rownames")
# Columns of two values that say something of a measurement, and are no sites.
_FLAGS = _words(
    "significant significance sig hit hits viable lethal valid invalid excluded exclude included "
    "include used duplicate duplicated observed imputed predicted detected saturated outliers "
    "control iscontrol resistant susceptible sensitive alive dead survived "
    "functional nonfunctional inviable"
)
# A name that begins with the first, or has one of the second, asks something of a row: is_edge.
_QUESTIONS = _words("is has was in passed passes failed fails")
_JUDGEMENTS = _words("qc pass passed failed flag flagged filter filtered outlier excluded")
# Parts of a name that say that the column was computed from the values.
_COMPUTED = ("bin", "class", "label", "rank", "quantile", "percentile", "category", "threshold")

_REPLICATE = re.compile(
    r"(?P<stem>.*?)(?:(?:^|[\s_.-]+)(?:repl|biorep|techrep|run|trial|measurement|r)|"
    r"[\s_.-]*rep(?:licate)?)[\s_.-]*(?P<number>\d+|[a-e])",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?P<stem>[a-z]+)(?P<number>-?\d+)")


def key_of(name):
    """Return a name in lower case, without spaces, punctuation and a unit in brackets.

    What says in brackets that the values are errors, as in "growth (SE)", is no unit.
    """
    unit = _UNIT.search(name)
    is_error = unit is not None and "".join(filter(str.isalpha, unit[0].lower())) in _ABOUT_ERRORS
    without_unit = name if is_error else _UNIT.sub("", name)
    key = "".join(character for character in without_unit.lower() if character.isalnum())
    return key or "".join(character for character in name.lower() if character.isalnum())


def is_target_name(name):
    """Return whether a name is a well-known one for the measured value."""
    return any(key_of(name) in names for names in TARGETS)


def is_known_name(name):
    """Return whether a name is a well-known one of any role."""
    key = key_of(name)
    return key in GENOTYPES | ERRORS | SPLITS or is_target_name(name) or is_numbered_site(name)


def is_numbered_site(name):
    """Return whether a name is one of the stems for sites with a number: pos1, site_12."""
    match = _NUMBERED.fullmatch(key_of(name))
    return bool(match) and match["stem"] in SITE_STEMS


def is_count(name):
    """Return whether a name says that the column counts reads, cells or barcodes."""
    key = key_of(name).rstrip("0123456789")
    words = re.split(r"[^a-z]+", name.lower())
    return (
        key in ("n", "total", "coverage", "depth", "nreplicates", "nrep", "nreps", "umis", "input")
        or any(word in ("count", "counts", "reads", "barcodes", "umi", "umis") for word in words)
        or key.endswith(("count", "counts", "reads", "barcodes"))
    )


def is_mutation_count(name):
    """Return whether a name says that the column counts mutations."""
    key = key_of(name)
    is_number = re.fullmatch(r"(n|num|numberof)(aa|nt|codon)(mut|subst?)[a-z]*", key)
    starts = ("nham", "nmutcodon", "hammingdist")
    return key in _MUTATION_COUNTS or key.startswith(starts) or bool(is_number)


def is_metadata(name):
    """Return whether a name is a condition or a key of an experiment: batch, plate, id."""
    key = key_of(name)
    key = key.rstrip("0123456789") or key
    for ending in ("", "id", "no", "nr", "number", "name"):
        if key.endswith(ending) and key.removesuffix(ending) in _METADATA:
            return True
    return key in SPLITS | VALIDATIONS | WILD_TYPE_FLAGS


def is_index_name(name):
    """Return whether a column has the names of the rows: index, name, id, sample."""
    return key_of(name) in _INDEX_NAMES


def is_flag(name):
    """Return whether a name says that a column of two values flags rows: significant, used."""
    return key_of(name) in _FLAGS


def is_question(name):
    """Return whether a name asks something of a row, or judges it: is_edge_well, QC_pass."""
    words = [word for word in re.split(r"[^a-z]+", name.lower()) if word]
    return len(words) > 1 and (words[0] in _QUESTIONS or not _JUDGEMENTS.isdisjoint(words))


def is_condition(name):
    """Return whether a name is a condition under which genotypes are measured: time, medium."""
    return key_of(name).rstrip("0123456789") in _CONDITIONS


def is_computed(name, target):
    """Return whether a name says that the column was computed from the target."""
    key, base = key_of(name), key_of(target)
    rest = key.replace(base, "", 1) if base and base in key else None
    words = re.split(r"[^a-z]+", name.lower())
    return any(word in _COMPUTED or word == "binary" for word in words) or (
        rest is not None and any(part in rest for part in _COMPUTED)
    )


def is_error_name(name, kinds, target=None):
    """Return whether a name is one for errors, alone or beside the name of the target.

    Parameters
    ----------
    name : str
    kinds : frozenset
        `ERRORS`, `DEVIATIONS`, `VARIANCES` or `WEIGHTS`.
    target : str, default=None
        If given, only the target's name with one of `kinds` before or after it counts.
    """
    key = key_of(name)
    if target is None:
        return key in kinds or any(
            re.fullmatch(rf".*[\W_]{kind}\d*|{kind}[\W_].*", name.lower()) for kind in kinds
        )
    base = key_of(target)
    bases = {base, *(base.removeprefix(word).removesuffix(word) for word in ("mean", "average"))}
    return any(
        key in (own + kind, kind + own, f"{kind}of{own}") for own in bases - {""} for kind in kinds
    )


def replicate_stem(name):
    """Return what a name has besides "rep 2", or None where it is no name of a replicate."""
    match = _REPLICATE.fullmatch(name.strip())
    return None if match is None else key_of(match["stem"]) if match["stem"] else ""
