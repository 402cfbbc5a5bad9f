#!/usr/bin/env python3
"""How much PyTorch's gradients err in float32 with few examples: rounding without a reference has no bound.

usage: python3 small.py > small.json    (with PyTorch and NumPy; CPU, one thread)

Weights and images come from a generator that tests repeat, and are numbers that float32 holds. For each network and
number of examples:

    error   geometric mean over 16 batches of |g32 - g64| / |g64|, where g is the gradient of all parameters
    loss    of the first batch, in float64
    sums    of the first batch, in float64: for each parameter, the sum of gradient times pattern
"""
import json
import sys

import numpy as np
import torch
from torch import nn

BATCHES = 16
torch.set_num_threads(1)


class Generator:
    """Numbers of 32 bits; the high ones are the better ones."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return self.state

    def uniform(self, shape):
        """In [-1, 1), of 24 bits."""
        return np.array([(self.next() >> 8) / 2**23 - 1 for _ in range(int(np.prod(shape)))]).reshape(shape)


def simple_net(norm):
    n = (lambda k: [nn.BatchNorm1d(k)]) if norm else (lambda k: [])
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 64), *n(64), nn.ReLU(), nn.Linear(64, 128), *n(128), nn.ReLU(),
                         nn.Linear(128, 10))


def lenet(norm):
    n = (lambda k, d: [nn.BatchNorm2d(k) if d == 2 else nn.BatchNorm1d(k)]) if norm else (lambda k, d: [])
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), *n(6, 2), nn.Sigmoid(), nn.AvgPool2d(2, 2), nn.Conv2d(6, 16, 5), *n(16, 2), nn.Sigmoid(),
        nn.AvgPool2d(2, 2), nn.Flatten(), nn.Linear(256, 120), *n(120, 1), nn.Sigmoid(), nn.Linear(120, 84),
        *n(84, 1), nn.Sigmoid(), nn.Linear(84, 10))


def start(net):
    """Weights and biases in (-b, b), where b is the power of two nearest to 1 / sqrt(fan in); gamma 1, beta 0."""
    generator = Generator(1)
    for layer in net:
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            bound = 2.0 ** -round(np.log2(layer.weight[0].numel()) / 2)
            for parameter in (layer.weight, layer.bias):
                parameter.data = torch.tensor(generator.uniform(parameter.shape) * bound, dtype=parameter.dtype)


def batch(generator, examples):
    labels = [(generator.next() >> 16) % 10 for _ in range(examples)]
    images = [[(generator.next() >> 24) / 256 * (1 if j % 10 == y else 0.5) for j in range(784)] for y in labels]
    return np.array(images).reshape(-1, 1, 28, 28), torch.tensor(labels)


def gradient(build, dtype, images, labels):
    net = build().to(dtype)
    start(net)
    loss = nn.functional.cross_entropy(net(torch.tensor(images, dtype=dtype)), labels)
    loss.backward()
    return loss.item(), [p.grad.double().numpy() for p in net.parameters()]


def case(build, examples):
    batches, logs = Generator(examples), []
    for i in range(BATCHES):
        images, labels = batch(batches, examples)
        loss, exact = gradient(build, torch.float64, images, labels)
        _, rounded = gradient(build, torch.float32, images, labels)
        error = sum(((r - e) ** 2).sum() for r, e in zip(rounded, exact)) / sum((e ** 2).sum() for e in exact)
        logs.append(np.log(error) / 2)
        if i == 0:
            pattern = Generator(2)
            first = {"loss": loss, "sums": [float((e * pattern.uniform(e.shape)).sum()) for e in exact]}
    return {"error": float(np.exp(np.mean(logs)))} | first


def main():
    out = {"pytorch": torch.__version__}
    for name, build in (("SIMPLE_NET", simple_net), ("LE_NET", lenet)):
        for norm in (False, True):
            for examples in (3, 7, 15):
                key = f"{name} {'normalized' if norm else 'plain'} {examples}"
                print(key, file=sys.stderr)
                out[key] = case(lambda: build(norm), examples)
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
