#!/usr/bin/env python3
"""Trains in PyTorch what a trial of batchnorm-lab trained: the same initial parameters, the same order of batches.

usage: pytorch_train.py TRIAL DATA OUT [PERTURBATION]

TRIAL is the run directory of a trial with plain SGD at a constant rate and without dropout, on MNIST or Fashion-MNIST, whose
parameters.npz gives the initial parameters. DATA is the folder of the data set's four IDX files, gzipped or not. PERTURBATION,
such as 1e-12, is added to the first weight of the output layer before training.

Writes the run directory OUT, whose training.step is pytorch, or pytorch + PERTURBATION, for `bnlab compare TRIAL OUT`;
prints the largest relative difference of the losses of both, from step 1 to 100 and over the whole training.
"""
import csv
import gzip
import json
import re
import sys
from pathlib import Path

import numpy
import torch
from torch import nn

from pytorch_bench import lenet, simple_net

WORD = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
ORDER = 1  # the purpose of a random stream, as RandomStreams counts them
CONVENTIONS = {  # epsilon, variance that normalizes, variance that is kept, N of the factor N / (N - 1)
    "notebook": (1e-10, "unbiased", "unbiased", "values"), "article": (1e-5, "biased", "unbiased", "batch"),
    "d2l": (1e-5, "biased", "biased", "values"), "torch": (1e-5, "biased", "unbiased", "values")}
PLAIN = {
    "batchNorm.position": ("before-activation",), "batchNorm.groups": ("1",), "batchNorm.inference": ("running",),
    "batchNorm.biasBefore": ("true",), "dropout.rate": ("0.0",),
    "training.optimizer": ("sgd",), "training.momentum": ("0.0",), "training.l2": ("0.0",),
    "training.schedule.kind": ("constant",), "training.clipping.kind": ("none",),
    "training.earlyStopping.watch": ("none",), "training.timeBudget": ("0.0",),
    "recording.evaluations": ("1",), "dataset.name": ("mnist", "fashion-mnist"),
    "batchNorm.implementation": ("none", "custom", "built-in"), "batchNorm.convention": tuple(CONVENTIONS),
    "network": ("SimpleNet", "LeNet")}


class BatchNorm(nn.Module):
    """y = gamma * (x - mean) / sqrt(variance + epsilon) + beta over all axes but axis 1, in one of the conventions."""

    def __init__(self, features, convention):
        super().__init__()
        self.epsilon, self.normalizes, self.keeps, self.count = CONVENTIONS[convention]
        self.gamma, self.beta = nn.Parameter(torch.ones(features)), nn.Parameter(torch.zeros(features))
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("var", torch.ones(features))

    def forward(self, x):
        shape = [1, -1] + [1] * (x.dim() - 2)
        mean, var = self.mean, self.var
        if self.training:
            n = x.numel() // x.shape[1]
            var, mean = torch.var_mean(x, [axis for axis in range(x.dim()) if axis != 1], unbiased=False)
            m = n if self.count == "values" else x.shape[0]
            kept = var * m / (m - 1) if self.keeps == "unbiased" else var
            self.mean = 0.9 * self.mean + 0.1 * mean.detach()
            self.var = 0.9 * self.var + 0.1 * kept.detach()
            var = var * n / (n - 1) if self.normalizes == "unbiased" else var
        normalized = (x - mean.view(shape)) / torch.sqrt(var.view(shape) + self.epsilon)
        return self.gamma.view(shape) * normalized + self.beta.view(shape)


def network(settings):
    places = iter(["dense1", "dense2"] if settings["network"] == "SimpleNet" else ["conv1", "conv2", "dense1", "dense2"])
    where = settings["batchNorm.where"] if settings["batchNorm.implementation"] != "none" else []

    def norm(features, _):
        return [BatchNorm(features, settings["batchNorm.convention"])] if next(places) in where else []

    return (simple_net if settings["network"] == "SimpleNet" else lenet)(norm)


def parse(text):
    """Dotted keys and values of a trial.yaml; a list is a list of texts."""
    settings, path = {}, []
    for line in text.splitlines():
        indent, entry = re.fullmatch(r"( *)(.*)", line).groups()
        if entry.startswith("- "):
            settings[".".join(path)] = settings.get(".".join(path)) or []
            settings[".".join(path)].append(entry[2:])
        else:
            key, value = entry.split(":", 1)
            path = path[:len(indent) // 2] + [key]
            settings[".".join(path)] = value.strip().strip("'\"")
    return settings


def mix(z):
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & WORD
    z = (z ^ z >> 27) * 0x94D049BB133111EB & WORD
    return z ^ z >> 31


def order(seed, epoch, size):
    """EpochOrder.of: Fisher and Yates's shuffle by Java's SplittableRandom."""
    state = mix(mix(mix(seed + GOLDEN & WORD) + ORDER * GOLDEN & WORD) + epoch * GOLDEN & WORD)
    indices = list(range(size))
    for i in range(size - 1, 0, -1):
        while True:
            state = state + GOLDEN & WORD
            z = (state ^ state >> 33) * 0x62A9D9ED799705F5 & WORD
            drawn = ((z ^ z >> 28) * 0xCB24D0A5C88C35B3 & WORD) >> 32
            if i & i + 1 == 0:
                other = drawn & i
                break
            other = (drawn >> 1) % (i + 1)
            if (drawn >> 1) + i - other < 1 << 31:
                break
        indices[i], indices[other] = indices[other], indices[i]
    return torch.tensor(indices)


def idx(folder, prefix, header):
    files = sorted(Path(folder).glob(prefix + "*"))
    if not files:
        sys.exit(f"{folder} has no file whose name starts with {prefix}")
    content = (gzip.open if files[0].suffix == ".gz" else open)(files[0], "rb").read()
    return torch.from_numpy(numpy.frombuffer(content, numpy.uint8, offset=header).copy())


def images(folder, split):
    x = idx(folder, split + "-images", 16).reshape(-1, 1, 28, 28).to(torch.get_default_dtype()) / 255
    return x, idx(folder, split + "-labels", 8).long()


def evaluate(net, x, y):
    net.eval()
    with torch.no_grad():
        logits = torch.cat([net(part) for part in x.split(1000)])
    net.train()
    return nn.functional.cross_entropy(logits, y).item(), (logits.argmax(1) == y).double().mean().item()


def train(net, settings, data):
    """Losses before all steps, and a row for each epoch: step, training loss, test loss, test accuracy."""
    batch, seed = int(settings["training.batchSize"]), int(settings["training.seed"])
    (x, y), (test_x, test_y) = images(data, "train"), images(data, "t10k")
    size = int(settings["dataset.trainingExamples"]) or len(x) - int(settings["dataset.validationExamples"])
    tests = int(settings["dataset.testExamples"]) or len(test_x)
    most = int(settings.get("training.steps") or int(settings["training.epochs"]) * -(-size // batch))
    optimizer = torch.optim.SGD(net.parameters(), float(settings["training.learningRate"]))
    losses, epochs = [], [(0, "", *evaluate(net, test_x[:tests], test_y[:tests]))]
    while len(losses) < most:
        total = count = 0
        shuffled = settings["training.shuffle"] == "true"
        indices = order(seed, len(epochs), size) if shuffled else torch.arange(size)
        for index in indices.split(batch)[:most - len(losses)]:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(net(x[index]), y[index])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            total, count = total + loss.item() * len(index), count + len(index)
        epochs.append((len(losses), total / count, *evaluate(net, test_x[:tests], test_y[:tests])))
    return losses, epochs


def write(out, yaml, step, losses, epochs, settings):
    shown = float if settings["dataType"] == "double" else numpy.float32
    out.mkdir(parents=True)
    (out / "trial.yaml").write_text(re.sub(r"(?m)^  step: .*$", f"  step: {step}", yaml))
    steps = epochs[1][0]
    with open(out / "iterations.csv", "w") as table:
        table.write("step,epoch,training_loss\n")
        for i in range(0, len(losses), int(settings.get("recording.losses", 1))):
            table.write(f"{i + 1},{i // steps + 1},{shown(losses[i])!s}\n")
    with open(out / "epochs.csv", "w") as table:
        table.write("epoch,step,training_loss,validation_loss,validation_accuracy,test_loss,test_accuracy,training_accuracy\n")
        for epoch, (at, loss, test, accuracy) in enumerate(epochs):
            table.write(f"{epoch},{at},{loss and str(shown(loss))},,,{shown(test)!s},{shown(accuracy)!s},\n")
    status = {"format": 1, "status": "finished", "step": len(losses), "epoch": len(epochs) - 1, "reason": "",
              "dataset": settings["dataset.name"], "stand_in": False, "step_kind": step}
    (out / "status.json").write_text(json.dumps(status, indent=2) + "\n")


def main(trial, data, out, perturbation="0"):
    trial, out = Path(trial), Path(out)
    yaml = (trial / "trial.yaml").read_text()
    settings = parse(yaml)
    for key, values in PLAIN.items():
        if key in settings and settings[key] not in values:
            sys.exit(f"{trial}: {key} is {settings[key] or 'a mixture'}; this program trains {' or '.join(values)} only")
    if json.loads((trial / "status.json").read_text())["stand_in"]:
        sys.exit(f"{trial}: trained on data that stood in for {settings['dataset.name']}; train on that first")
    if out.exists():
        sys.exit(f"{out} exists; give a new folder")
    torch.set_default_dtype(torch.float64 if settings["dataType"] == "double" else torch.float32)
    torch.set_num_threads(1)
    net, arrays = network(settings), numpy.load(trial / "parameters.npz")
    with torch.no_grad():
        for i, layer in enumerate(module for module in net if module.state_dict()):
            for name, tensor in layer.state_dict().items():
                tensor.copy_(torch.from_numpy(arrays[f"init/{i}/{name}"]))
        list(net.parameters())[-2].view(-1)[0] += float(perturbation)
    losses, epochs = train(net, settings, data)
    write(out, yaml, f"pytorch + {perturbation}" if float(perturbation) else "pytorch", losses, epochs, settings)
    with open(trial / "iterations.csv", newline="") as lines:
        recorded = {int(row["step"]): float(row["training_loss"]) for row in csv.DictReader(lines)}
    for last in sorted({min(100, len(losses)), len(losses)}):
        worst = max(abs(recorded[s] - losses[s - 1]) / abs(losses[s - 1]) for s in recorded if s <= last)
        print(f"largest relative difference of the losses, steps 1 to {last}: {worst:.1e}")


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    main(*sys.argv[1:])
