"""Properties of amino acids that are compared with those of the package."""

import numpy as np

LETTERS = "ARNDCQEGHILKMFPSTWYV"
# The scales z1 to z5: principal components of 26 measured and calculated properties of 87 amino
# acids. Sandberg, Eriksson, Jonsson, Sjostrom, Wold (1998). New chemical descriptors relevant for
# the design of biologically active peptides. Journal of Medicinal Chemistry 41:2481-2491, table 1.
# In the order of LETTERS.
_Z_SCALES = (
    (0.24, -2.32, 0.60, -0.14, 1.30),
    (3.52, 2.50, -3.50, 1.99, -0.17),
    (3.05, 1.62, 1.04, -1.15, 1.61),
    (3.98, 0.93, 1.93, -2.46, 0.75),
    (0.84, -1.67, 3.71, 0.18, -2.65),
    (1.75, 0.50, -1.44, -1.34, 0.66),
    (3.11, 0.26, -0.11, -3.04, -0.25),
    (2.05, -4.06, 0.36, -0.82, -0.38),
    (2.47, 1.95, 0.26, 3.90, 0.09),
    (-3.89, -1.73, -1.71, -0.84, 0.26),
    (-4.28, -1.30, -1.49, -0.72, 0.84),
    (2.29, 0.89, -2.49, 1.49, 0.31),
    (-2.85, -0.22, 0.47, 1.94, -0.98),
    (-4.22, 1.94, 1.06, 0.54, -0.62),
    (-1.66, 0.27, 1.84, 0.70, 2.00),
    (2.39, -1.07, 1.15, -1.39, 0.67),
    (0.75, -2.18, -1.12, -1.46, -0.40),
    (-4.36, 3.94, 0.59, 3.44, -1.59),
    (-2.54, 2.44, 0.43, 0.04, -1.47),
    (-2.59, -2.64, -1.54, -0.85, -0.02),
)


def z_scales():
    """Return the five z-scales of each amino acid, each with mean 0 and variance 1."""
    return _by_allele(np.array(_Z_SCALES))


def blosum62():
    """Return the eight leading eigenvectors of BLOSUM62, each with mean 0 and variance 1.

    The scores are centred over rows and columns first, as in principal coordinates. The matrix is
    that of Biopython: ``pip install biopython``.
    """
    from Bio.Align import substitution_matrices

    table = substitution_matrices.load("BLOSUM62")
    scores = np.array([[table[a, b] for b in LETTERS] for a in LETTERS], dtype=float)
    centring = np.eye(len(LETTERS)) - 1 / len(LETTERS)
    return _by_allele(np.linalg.eigh(centring @ scores @ centring)[1][:, -8:])


def _by_allele(columns):
    columns = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    known = dict(zip(LETTERS, columns, strict=True))
    # A gap, a stop and an unknown amino acid have no properties.
    return known | {letter: np.zeros(columns.shape[1]) for letter in "-*X"}
