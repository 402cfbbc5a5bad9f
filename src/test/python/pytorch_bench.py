#!/usr/bin/env python3
"""PyTorch's side of `bnlab bench`: the same networks on the CPU, eager or compiled (torch.compile).

usage: pytorch_bench.py THREADS FOLDER NETWORK NORMALIZATION BATCH [compile]

FOLDER holds train-images, train-labels, test-images and test-labels in the IDX format. Answers one line to each line of
its input, until that ends:

    steps 0.5         milliseconds a step: wall time, processor time of this thread
    evaluations 0.5   milliseconds an evaluation of the test images, likewise

A step takes a batch of images out of memory by a shuffled index, as a data loader would, then does what everybody does:
zero_grad, forward, loss, backward, SGD, loss.item().
"""
import sys
import time
from pathlib import Path

import torch
from torch import nn

CHUNK = 500


class ScratchBatchNorm(nn.Module):
    """Written out from the formulas, biased variance, as in Dive into Deep Learning."""

    def __init__(self, features, rank):
        super().__init__()
        shape = (1, features) + (1,) * (rank - 2)
        self.gamma, self.beta = nn.Parameter(torch.ones(shape)), nn.Parameter(torch.zeros(shape))
        self.mean, self.var = torch.zeros(shape), torch.ones(shape)
        self.axes = tuple(axis for axis in range(rank) if axis != 1)

    def forward(self, x):
        if self.training:
            mean = x.mean(self.axes, keepdim=True)
            var = ((x - mean) ** 2).mean(self.axes, keepdim=True)
            self.mean = 0.9 * self.mean + 0.1 * mean.detach()
            self.var = 0.9 * self.var + 0.1 * var.detach()
        else:
            mean, var = self.mean, self.var
        return self.gamma * (x - mean) / torch.sqrt(var + 1e-5) + self.beta


def built_in(features, rank):
    return nn.BatchNorm1d(features) if rank == 2 else nn.BatchNorm2d(features)


NORMALIZATIONS = {
    "none": lambda features, rank: [],
    "built-in": lambda features, rank: [built_in(features, rank)],
    "custom": lambda features, rank: [ScratchBatchNorm(features, rank)],
}


def simple_net(norm):
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 64), *norm(64, 2), nn.ReLU(), nn.Linear(64, 128), *norm(128, 2), nn.ReLU(),
        nn.Linear(128, 10))


def lenet(norm):
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), *norm(6, 4), nn.Sigmoid(), nn.AvgPool2d(2, 2), nn.Conv2d(6, 16, 5), *norm(16, 4),
        nn.Sigmoid(), nn.AvgPool2d(2, 2), nn.Flatten(), nn.Linear(256, 120), *norm(120, 2), nn.Sigmoid(),
        nn.Linear(120, 84), *norm(84, 2), nn.Sigmoid(), nn.Linear(84, 10))


def images(folder, name):
    pixels = torch.frombuffer(bytearray((folder / f"{name}-images").read_bytes()), dtype=torch.uint8, offset=16)
    labels = torch.frombuffer(bytearray((folder / f"{name}-labels").read_bytes()), dtype=torch.uint8, offset=8)
    return pixels.reshape(-1, 1, 28, 28).float() / 255, labels.long()


class Worker:
    def __init__(self, folder, network, normalization, batch, compiled):
        self.x, self.y = images(folder, "train")
        self.test_x, self.test_y = images(folder, "test")
        self.loss_of = nn.CrossEntropyLoss()
        torch.manual_seed(0)
        build = lenet if "LeNet" in network else simple_net
        self.net = build(NORMALIZATIONS[normalization])
        if compiled:
            self.net = torch.compile(self.net)
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=0.1)
        self.batch, self.at, self.order = batch, 0, torch.randperm(len(self.x))

    def steps(self, seconds):
        self.net.train()
        start, cpu, count = time.perf_counter(), time.thread_time(), 0
        while count == 0 or time.perf_counter() - start < float(seconds):
            index = self.order[self.at:self.at + self.batch]
            self.at = (self.at + self.batch) % (len(self.x) - self.batch)
            self.optimizer.zero_grad()
            loss = self.loss_of(self.net(self.x[index]), self.y[index])
            loss.backward()
            self.optimizer.step()
            loss.item()
            count += 1
        return self.milliseconds(start, cpu, count)

    def evaluations(self, seconds):
        self.net.eval()
        start, cpu, count = time.perf_counter(), time.thread_time(), 0
        while count == 0 or time.perf_counter() - start < float(seconds):
            self.evaluate()
            count += 1
        return self.milliseconds(start, cpu, count)

    @torch.no_grad()
    def evaluate(self):
        correct, loss = 0, 0.0
        for at in range(0, len(self.test_x), CHUNK):
            y = self.test_y[at:at + CHUNK]
            logits = self.net(self.test_x[at:at + CHUNK])
            loss += self.loss_of(logits, y).item() * len(y)
            correct += (logits.argmax(1) == y).sum().item()
        return correct, loss

    @staticmethod
    def milliseconds(start, cpu, count):
        wall = (time.perf_counter() - start) * 1e3 / count
        return f"{wall} {(time.thread_time() - cpu) * 1e3 / count}"


def main(threads, folder, network, normalization, batch, *compiled):
    torch.set_num_threads(int(threads))
    worker = Worker(Path(folder), network, normalization, int(batch), bool(compiled))
    for line in sys.stdin:
        request, *arguments = line.split()
        print(getattr(worker, request)(*arguments), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
