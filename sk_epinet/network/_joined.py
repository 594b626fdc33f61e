"""Join stacks that were trained apart."""

import numpy as np
import torch

from ._masked_stack import TrainedStack
from ._trainer import EpistaticNet

_MEANS = ("train_loss", "data_loss", "penalty")  # in a history, over the members


def join_stacks(stacks, groups):
    """Return one stack of all networks, in the order of their numbers.

    Parameters
    ----------
    stacks : list of TrainedStack
        They have all in common but their members. They were trained for as many steps, on
        batches of the same rows.
    groups : list of sequence of int
        The numbers of the members of each stack.

    Returns
    -------
    stack : TrainedStack
        Its history holds the means over all members.
    """
    order = np.argsort(np.concatenate(groups))
    net = _join_nets([stack.net for stack in stacks], order)
    mean, scale = (
        np.concatenate([getattr(stack, name) for stack in stacks])[order]
        for name in ("mean", "scale")
    )
    return TrainedStack(net, mean, scale)


def _join_nets(nets, order):
    own = {
        name: np.concatenate([getattr(net, name) for net in nets])[order]
        for name in ("linked", "wh_weight", "l2_weight", "member_seeds")
    }
    own["linked"] = own["linked"].tolist()
    joined = EpistaticNet(**nets[0].get_params() | own)
    joined.initialize()
    states = [net.module_.state_dict() for net in nets]
    joined.module_.load_state_dict(
        {
            name: _join_tensors(name, blank, states, nets, order)
            for name, blank in joined.module_.state_dict().items()
        }
    )
    epochs = zip(*(net.history_ for net in nets), strict=True)
    joined.history_.extend(_join_records(records, nets) for records in epochs)
    return joined


def _join_tensors(name, blank, states, nets, order):
    """Return a tensor of all members, where stacks without links have that of a new network."""
    if name.startswith("first."):  # what the first layer knows of the genotypes, not of members
        return states[0][name]
    order = torch.as_tensor(order)
    parts = blank[order.argsort()].split([net.n_members for net in nets])
    own = [state.get(name, part) for state, part in zip(states, parts, strict=True)]
    return torch.cat(own)[order]


def _join_records(records, nets):
    """Return the means over the members of what was recorded of an epoch, or of a batch."""
    share = np.array([net.n_members for net in nets]) / sum(net.n_members for net in nets)
    joined = dict(records[0])
    for name in _MEANS:
        if name in joined:
            joined[name] = float(share @ [record[name] for record in records])
    if "batches" in joined:
        batches = zip(*(record["batches"] for record in records), strict=True)
        joined["batches"] = [_join_records(own, nets) for own in batches]
    return joined
