#!/usr/bin/env python3
"""JAX's side of `bnlab bench`: the same networks, compiled (jit), on the CPU.

usage: jax_bench.py THREADS FOLDER NETWORK NORMALIZATION BATCH

Answers the requests of pytorch_bench.py, which says what FOLDER holds. A step is one compiled function: it takes a
batch out of memory by a shuffled index, then forward, loss, backward and SGD in place; then the loss is read. JAX has no
built-in batch normalization, so that "custom" is the only one.

Processor time is that of the whole process: JAX computes on threads of its own.
"""
import os
import sys
import time
from functools import partial
from pathlib import Path

CHUNK = 500


def limit(threads):
    """Before JAX starts its threads: it takes one for each processor that the process may use."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    os.environ["NPROC"] = str(threads)


limit(int(sys.argv[1]))

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402


def batch_norm(x, parameters, running, training):
    """Written out from the formulas, biased variance, as in Dive into Deep Learning."""
    axes = tuple(range(x.ndim - 1))
    mean, var = running
    if training:
        mean = x.mean(axes)
        var = ((x - mean) ** 2).mean(axes)
        running = (0.9 * running[0] + 0.1 * mean, 0.9 * running[1] + 0.1 * var)
    gamma, beta = parameters
    return gamma * (x - mean) / jnp.sqrt(var + 1e-5) + beta, running


def dense(x, w, b):
    return x @ w + b


def convolution(x, w, b):
    return jax.lax.conv_general_dilated(x, w, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")) + b


def mean_pool(x):
    n, h, w, c = x.shape
    return x.reshape(n, h // 2, 2, w // 2, 2, c).mean((2, 4))


SIMPLE_NET = [(784, 64), (64, 128), (128, 10)]
LENET = [(5, 5, 1, 6), (5, 5, 6, 16), (256, 120), (120, 84), (84, 10)]


def initial(shapes):
    random = np.random.default_rng(0)
    weights = [(random.normal(size=s) / np.sqrt(np.prod(s[:-1])), np.zeros(s[-1])) for s in shapes]
    norms = [(np.ones(s[-1]), np.zeros(s[-1])) for s in shapes[:-1]]
    running = [(np.zeros(s[-1]), np.ones(s[-1])) for s in shapes[:-1]]
    return jax.tree.map(lambda a: jnp.asarray(a, jnp.float32), ((weights, norms), running))


def logits(parameters, running, x, normalized, training):
    weights, norms = parameters
    lenet = weights[0][0].ndim == 4
    x = x.reshape((-1, 28, 28, 1) if lenet else (-1, 784))
    now = []
    for i, (w, b) in enumerate(weights):
        if w.ndim == 2:
            x = x.reshape(len(x), -1)
        x = convolution(x, w, b) if w.ndim == 4 else dense(x, w, b)
        if i == len(weights) - 1:
            return x, now
        if normalized:
            x, state = batch_norm(x, norms[i], running[i], training)
            now.append(state)
        x = jax.nn.sigmoid(x) if lenet else jax.nn.relu(x)
        x = mean_pool(x) if w.ndim == 4 else x


def loss_of(parameters, running, x, y, normalized, training):
    z, running = logits(parameters, running, x, normalized, training)
    return -jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], 1).mean(), (running, z)


@partial(jax.jit, static_argnames="normalized", donate_argnums=(0, 1))
def step(parameters, running, images, labels, index, normalized):
    x, y = images[index], labels[index]
    (loss, (running, _)), gradient = jax.value_and_grad(loss_of, has_aux=True)(
        parameters, running, x, y, normalized, True)
    return jax.tree.map(lambda p, g: p - 0.1 * g, parameters, gradient), running, loss


@partial(jax.jit, static_argnames="normalized")
def score(parameters, running, x, y, normalized):
    loss, (_, z) = loss_of(parameters, running, x, y, normalized, False)
    return loss, (z.argmax(1) == y).sum()


def images(folder, name):
    pixels = np.fromfile(folder / f"{name}-images", np.uint8, offset=16)
    labels = np.fromfile(folder / f"{name}-labels", np.uint8, offset=8)
    return jnp.asarray(pixels.reshape(-1, 784).astype(np.float32) / 255), jnp.asarray(labels.astype(np.int32))


class Worker:
    def __init__(self, folder, network, normalization, batch):
        self.x, self.y = images(folder, "train")
        self.test_x, self.test_y = images(folder, "test")
        self.normalized = normalization == "custom"
        self.parameters, self.running = initial(LENET if "LeNet" in network else SIMPLE_NET)
        if not self.normalized:
            self.running = []
        self.batch, self.at = batch, 0
        self.order = np.random.default_rng(0).permutation(len(self.x)).astype(np.int32)
        self.step()
        self.evaluate()

    def step(self):
        index = self.order[self.at:self.at + self.batch]
        self.at = (self.at + self.batch) % (len(self.x) - self.batch)
        self.parameters, self.running, loss = step(
            self.parameters, self.running, self.x, self.y, index, self.normalized)
        return float(loss)

    def evaluate(self):
        correct, loss = 0, 0.0
        for at in range(0, len(self.test_x), CHUNK):
            x, y = self.test_x[at:at + CHUNK], self.test_y[at:at + CHUNK]
            mean, hits = score(self.parameters, self.running, x, y, self.normalized)
            loss += float(mean) * len(y)
            correct += int(hits)
        return correct, loss

    def steps(self, seconds):
        return milliseconds(float(seconds), self.step)

    def evaluations(self, seconds):
        return milliseconds(float(seconds), self.evaluate)


def milliseconds(seconds, work):
    start, cpu, count = time.perf_counter(), time.process_time(), 0
    while count == 0 or time.perf_counter() - start < seconds:
        work()
        count += 1
    wall = (time.perf_counter() - start) * 1e3 / count
    return f"{wall} {(time.process_time() - cpu) * 1e3 / count}"


def main(folder, network, normalization, batch):
    worker = Worker(Path(folder), network, normalization, int(batch))
    for line in sys.stdin:
        request, *arguments = line.split()
        print(getattr(worker, request)(*arguments), flush=True)


if __name__ == "__main__":
    main(*sys.argv[2:])
