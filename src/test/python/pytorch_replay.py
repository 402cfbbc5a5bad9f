#!/usr/bin/env python3
"""Trains in PyTorch what a trial of batchnorm-lab trained, and compares the two loss by loss.

usage: pytorch_replay.py TRIAL DATA [BATCH_SIZE LEARNING_RATE]

TRIAL is a run directory of a trial in double precision with SGD, unshuffled data, sigmoid LeNets or ReLU SimpleNets, and
normalization in all places by the convention `torch` or in none, as `configs/from-pytorch.yaml` has it. Its parameters.npz
gives the initial parameters, from which the network's kind is read. DATA is the folder of the data set's four IDX files,
gzipped or not. BATCH_SIZE and LEARNING_RATE are those of the trial (64 and 0.1).

Prints the largest differences of the losses before each step and of the final parameters; exits with 1 if one is above
1e-8, relative to the largest value.
"""
import csv
import gzip
import sys
from pathlib import Path

import numpy
import torch
from torch import nn

from pytorch_bench import NORMALIZATIONS, lenet, simple_net

TOLERANCE = 1e-8
NORM_NAMES = {"weight": "gamma", "bias": "beta", "running_mean": "mean", "running_var": "var"}


def network(arrays):
    """The network whose parameters these are: four or five parameterized layers, with normalization or without."""
    norm = NORMALIZATIONS["built-in" if any(name.endswith("/gamma") for name in arrays) else "none"]
    return (lenet if arrays["init/0/weight"].ndim == 4 else simple_net)(norm).double()


def parameters(net):
    """Name in parameters.npz, without its first part, and tensor of every parameter and running statistic."""
    for i, layer in enumerate(module for module in net if module.state_dict()):
        normalizes = isinstance(layer, nn.modules.batchnorm._BatchNorm)
        for key, tensor in layer.state_dict().items():
            if key != "num_batches_tracked":
                yield f"{i}/{NORM_NAMES[key] if normalizes else key}", tensor


def idx(folder, prefix, header):
    files = sorted(Path(folder).glob(prefix + "*"))
    if not files:
        sys.exit(f"{folder} has no file whose name starts with {prefix}")
    content = (gzip.open if files[0].suffix == ".gz" else open)(files[0], "rb").read()
    return torch.from_numpy(numpy.frombuffer(content, numpy.uint8, offset=header).copy())


def train(net, images, labels, steps, batch_size, learning_rate):
    optimizer, loss_of, losses = torch.optim.SGD(net.parameters(), learning_rate), nn.CrossEntropyLoss(), []
    batches = list(zip(images.split(batch_size), labels.split(batch_size)))
    for step in range(steps):
        x, y = batches[step % len(batches)]
        optimizer.zero_grad()
        loss = loss_of(net(x.reshape(-1, 1, 28, 28).double() / 255), y.long())
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return numpy.array(losses)


def difference(ours, theirs):
    return float(numpy.abs(ours - theirs).max() / numpy.abs(theirs).max())


def main(trial, data, batch_size="64", learning_rate="0.1"):
    trial, arrays = Path(trial), numpy.load(Path(trial) / "parameters.npz")
    with open(trial / "iterations.csv", newline="") as lines:
        recorded = numpy.array([float(row["training_loss"]) for row in csv.DictReader(lines)])
    net = network(arrays)
    with torch.no_grad():
        for name, tensor in parameters(net):
            tensor.copy_(torch.from_numpy(arrays["init/" + name]))
    images = idx(data, "train-images", 16).reshape(-1, 784)
    losses = train(net, images, idx(data, "train-labels", 8), len(recorded), int(batch_size), float(learning_rate))
    by_loss = difference(recorded, losses)
    by_parameter = max(difference(arrays["final/" + name], tensor.numpy()) for name, tensor in parameters(net))
    print(f"{len(losses)} steps; largest relative difference of losses {by_loss:.1e}, of final parameters {by_parameter:.1e}")
    return 0 if max(by_loss, by_parameter) <= TOLERANCE else 1


if __name__ == "__main__":
    if len(sys.argv) not in (3, 5):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
