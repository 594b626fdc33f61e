"""Genotypes that differ by one mutation, the paths between them that go up, and their places."""

import numpy as np


class GenotypeGraph:
    """Know which genotypes differ by one mutation, and on which paths the value increases.

    Parameters
    ----------
    codes : int array of shape (n_genotypes, n_sites)
        Genotypes as numbers of alleles, each once.
    values : ndarray of shape (n_genotypes,)
        Their values.
    wild_type : int array of shape (n_sites,)
        The wild type as numbers of alleles.
    start, target : int
        Rows of the wild type and of the genotype that paths lead to.
    """

    def __init__(self, codes, values, wild_type, start, target):
        self.codes, self.values, self.wild_type = codes, values, wild_type
        self.start, self.target = start, target
        self.n_mutations = (codes != wild_type).sum(axis=1)

    def edges(self):
        """Return the rows of genotypes that differ by one mutation, shape (n_edges, 2)."""
        row_of = {tuple(own): row for row, own in enumerate(self.codes.tolist())}
        wild_type, pairs = self.wild_type.tolist(), []
        for row, own in enumerate(self.codes.tolist()):
            for site, code in enumerate(own):
                if code != wild_type[site]:
                    before = (*own[:site], wild_type[site], *own[site + 1 :])
                    if before in row_of:
                        pairs.append((row_of[before], row))
        return np.array(pairs, dtype=np.intp).reshape(-1, 2)

    def steps_up(self):
        """Return the edges towards the target that increase the value, fewest mutations first."""
        edges, target = self.edges(), self.codes[self.target]
        on_the_way = ((self.codes == self.wild_type) | (self.codes == target)).all(axis=1)
        start, end = edges.T
        up = on_the_way[start] & on_the_way[end] & (self.values[end] > self.values[start])
        steps = edges[up]
        return steps[np.argsort(self.n_mutations[steps[:, 0]], kind="stable")]

    def count_from_wild_type(self):
        """Return the number of paths that go up from the wild type to each genotype."""
        counts = [0] * len(self.codes)  # integers of Python have no largest value
        counts[self.start] = 1
        for start, end in self.steps_up().tolist():
            counts[end] += counts[start]
        return counts

    def edges_up(self):
        """Return the edges that are on a path that goes up all the way to the target."""
        reached = np.array([count > 0 for count in self.count_from_wild_type()])
        leads = np.zeros(len(self.codes), dtype=bool)
        leads[self.target] = True
        steps = self.steps_up()
        for start, end in steps[::-1].tolist():
            leads[start] |= leads[end]
        return steps[reached[steps[:, 0]] & leads[steps[:, 1]]]

    def places(self):
        """Return the horizontal place of each genotype: near its number of mutations."""
        x = self.n_mutations.astype(float)
        bins = np.linspace(self.values.min(), self.values.max(), 40)
        level = np.digitize(self.values, bins)
        crowd = {}
        for row in np.lexsort((self.values, self.n_mutations)):
            crowd.setdefault((self.n_mutations[row], level[row]), []).append(row)
        widest = max(map(len, crowd.values()))
        for rows in crowd.values():
            # Neighbours in value stand apart from each other.
            place = np.arange(len(rows))
            few = len(rows) <= 12
            spread = (place / max(len(rows) - 1, 1) if few else place * 0.618034 % 1) - 0.5
            spread = spread if len(rows) > 1 else 0.0
            x[rows] += 0.7 * min(1.0, len(rows) / min(widest, 12)) * spread
        return x
