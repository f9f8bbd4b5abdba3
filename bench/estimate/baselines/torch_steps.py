"""Training steps in PyTorch, on one thread: a request a line in, an answer a line out, both JSON.

{"open": {"kind": "knife", ...}} -> {"ready": true}; {"run": 10} -> {"milliseconds": 12.3}. Run by
bench/estimate/baselines/torch.ts.
"""
import json
import math
import sys
import time

import torch

torch.set_num_threads(1)


def knife(spec):
    k, d, batch, limit = spec["components"], spec["dimension"], spec["batchSize"], spec["scaleLimit"]
    generator = torch.Generator().manual_seed(1)
    features = torch.randn(8 * batch, d, generator=generator)
    parameters = [
        torch.zeros(k),
        0.5 * torch.randn(k, d, generator=generator),
        0.1 * torch.randn(k, d, generator=generator),
        0.1 / math.sqrt(d) * torch.tril(torch.randn(k, d, d, generator=generator), -1),
    ]
    for parameter in parameters:
        parameter.requires_grad_(True)
    log_weights, means, log_scales, triangles = parameters

    def published(x, log_d):
        scaled = (x[:, None, :] - means) * torch.exp(log_d)
        return scaled + torch.matmul(torch.tril(triangles, -1), scaled[..., None]).squeeze(-1)

    def one_product(x, log_d):
        factor = (torch.tril(triangles, -1) + torch.eye(d)) * torch.exp(log_d)[:, None, :]
        centre = torch.einsum("kij,kj->ki", factor, means)
        return (x @ factor.reshape(k * d, d).T).reshape(-1, k, d) - centre

    deviations = published if spec["form"] == "published" else one_product

    def loss(x):
        log_d = limit * torch.tanh(log_scales)
        distances = deviations(x, log_d).square().sum(2)
        constants = torch.log_softmax(log_weights, 0) + log_d.sum(1)
        return (d / 2) * math.log(2 * math.pi) - torch.logsumexp(constants - distances / 2, 1).mean()

    optimizer = torch.optim.Adam(parameters, lr=spec["learningRate"])
    return lambda step: take(optimizer, lambda: loss(batch_of(features, batch, step)))


def classifiers(spec):
    batch, classes, hidden = spec["batchSize"], spec["classes"], spec["hidden"]
    torch.manual_seed(1)
    labels = torch.randint(classes, (8 * batch,))
    parts = []
    for width in spec["widths"]:
        model = torch.nn.Sequential(
            torch.nn.Linear(width, hidden), torch.nn.ReLU(),
            torch.nn.Linear(hidden, hidden), torch.nn.ReLU(),
            torch.nn.Linear(hidden, classes),
        )  # fmt: skip
        optimizer = torch.optim.Adam(model.parameters(), lr=spec["learningRate"])
        parts.append((model, torch.randn(8 * batch, width), optimizer))

    def step_all(step):
        for model, features, optimizer in parts:
            x, y = batch_of(features, batch, step), batch_of(labels, batch, step)
            take(optimizer, lambda: torch.nn.functional.cross_entropy(model(x), y))

    return step_all


def batch_of(rows, batch, step):
    start = (step % (len(rows) // batch)) * batch
    return rows[start : start + batch]


def take(optimizer, loss):
    optimizer.zero_grad()
    loss().backward()
    optimizer.step()


def main():
    take_step, steps = None, 0
    for line in sys.stdin:
        request = json.loads(line)
        if "open" in request:
            spec = request["open"]
            take_step, steps = {"knife": knife, "classifiers": classifiers}[spec["kind"]](spec), 0
            answer = {"ready": True}
        else:
            start = time.perf_counter()
            for _ in range(request["run"]):
                take_step(steps)
                steps += 1
            answer = {"milliseconds": 1000 * (time.perf_counter() - start)}
        print(json.dumps(answer), flush=True)


main()
