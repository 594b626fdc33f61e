"""Batches that are slices of whole tensors."""

import torch


class TensorBatches:
    """Iterate over slices of whole tensors, where a DataLoader would collate row by row.

    Parameters
    ----------
    dataset : skorch.dataset.Dataset
        Its X is a dict of tensors, and its y a tensor, with one row for each genotype.
    batch_size : int
        Rows of a batch. The last batch may have fewer.
    shuffle : bool, default=False
        Whether to draw a new order of the rows in each pass, from `generator`.

    Attributes
    ----------
    generator : torch.Generator or None
        Source of the orders; None is torch's global generator.
    """

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
