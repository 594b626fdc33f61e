"""Batches of whole tensors, and how many of which size a fit takes."""

import torch

# docs/benchmarks/batches.py: from 1,000 genotypes on, steps of 256 are as good as steps of all.
ONE_BATCH, _ROWS, _MOST_ROWS = 512, 256, 4096
_BATCHES = 20  # of an epoch, with larger ones where there are more rows
_STEPS, _MOST_STEPS, _LEAST_EPOCHS = 500, 2000, 10
_MOST_STEPS_APART = 2  # evaluations of the penalty: docs/benchmarks/penalty_steps.py


class TensorBatches:
    """Iterate over slices of whole tensors, where a DataLoader would collate row by row."""

    def __init__(self, dataset, batch_size, shuffle=False):
        self.dataset = dataset
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.generator = None

    def __len__(self):
        return -(-len(self.dataset) // self.batch_size)

    def __iter__(self):
        n_samples = len(self.dataset)
        if n_samples <= self.batch_size:
            yield self.dataset.X, self.dataset.y
            return
        rows = torch.arange(n_samples)
        if self.shuffle:
            rows = torch.randperm(n_samples, generator=self.generator)
        for batch in rows.split(self.batch_size):
            X = {name: tensor[batch] for name, tensor in self.dataset.X.items()}
            yield X, self.dataset.y[batch]


def auto_batch(n_rows):
    """Rows of a step: all of them where they are few, else batches as equal as can be."""
    if n_rows <= ONE_BATCH:
        return n_rows
    n_batches = max(min(round(n_rows / _ROWS), _BATCHES), -(-n_rows // _MOST_ROWS))
    return -(-n_rows // n_batches)


def auto_epochs(n_rows, batch_size):
    """Passes over the data that make the steps of a fit: more where there are more rows."""
    n_steps = min(max(_STEPS, n_rows * 2 // 5), _MOST_STEPS)
    return max(_LEAST_EPOCHS, round(n_steps / -(-n_rows // batch_size)))


def steps_apart(n_evaluations, batch_size, n_rows):
    """Steps from one evaluation of the penalty to the next.

    As many as make its work that of the data, but few; where a step has all rows, one: the
    penalty is then most of what it learns from.
    """
    if batch_size >= n_rows:
        return 1
    return min(max(round(n_evaluations / batch_size), 1), _MOST_STEPS_APART)
