"""Batches of whole tensors."""

import torch


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
