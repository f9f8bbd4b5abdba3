"""What scikit-learn reaches on the validation suite's own data, for docs/VALIDATION.md.

    apt-get install python3-numpy python3-scipy python3-sklearn
    npm run build && node dist/validation/references/export-datasets.js /tmp/interlens-references
    /usr/bin/python3 validation/references/scikit_learn.py /tmp/interlens-references

Densities: GaussianMixture with full covariances, its number of components chosen by a fifth of the training rows,
then fitted to all of them; the excess is the mean surprisal of held rows less the exact one, nats. Classifiers:
LogisticRegression, out of five folds, C chosen by five inner folds' log-loss; errors are those of the pointwise
mutual information with the empirical prior. Every list has one figure a seed.
"""

import json
import os
import platform
import sys
import time
import warnings

import numpy as np
import scipy
import sklearn
from sklearn.linear_model import LogisticRegressionCV
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = os.path.dirname(os.path.abspath(__file__))
COMPONENTS = [1, 2, 3, 5, 8, 12]
PENALTIES = np.logspace(-4, 2, 9)


def load(folder, name):
    return np.load(os.path.join(folder, f"{name}.npy"))


def seeds_of(folder):
    return sorted(int(name) for name in os.listdir(folder))


def mixture(rows, components, seed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # not converged within max_iter: judged by held rows all the same
        starts = 3 if rows.shape[1] <= 32 else 1
        return GaussianMixture(components, n_init=starts, max_iter=200, random_state=seed).fit(rows)


def density_excess(folder, seed):
    training, held, exact = (load(folder, name) for name in ("training", "held", "surprisal"))
    scaler = StandardScaler().fit(training)
    units = np.log(scaler.scale_).sum()
    training, held = scaler.transform(training), scaler.transform(held)
    split = np.random.default_rng(seed).permutation(len(training))
    judged, fitted = training[split[: len(split) // 5]], training[split[len(split) // 5 :]]
    best, best_score = None, -np.inf
    for components in COMPONENTS:
        score = mixture(fitted, components, seed).score(judged)
        if score <= best_score:
            break
        best, best_score = components, score
    one = mixture(training, 1, seed)
    chosen = mixture(training, best, seed)
    excess = lambda model: float(-model.score(held) + units - exact.mean())
    return {"components": best, "excess": excess(chosen), "excessOfOneGaussian": excess(one)}


def classifier_errors(folder, seed):
    y = load(folder, "y").ravel().astype(int)
    x1, x2 = load(folder, "x1"), load(folder, "x2")
    log_prior = np.log(np.bincount(y) / len(y))
    errors = {}
    for name, x in {"i1": x1, "i2": x2, "i12": np.hstack([x1, x2])}.items():
        scores = np.empty((len(y), len(log_prior)))
        for training, held in StratifiedKFold(5, shuffle=True, random_state=seed).split(x, y):
            inner = StratifiedKFold(5, shuffle=True, random_state=seed)
            model = make_pipeline(
                StandardScaler(),
                LogisticRegressionCV(Cs=PENALTIES, cv=inner, scoring="neg_log_loss", max_iter=1000),
            ).fit(x[training], y[training])
            scores[held] = model.predict_log_proba(x[held])
        information = scores[np.arange(len(y)), y] - log_prior[y]
        errors[name] = float(np.sqrt(np.mean((information - load(folder, name).ravel()) ** 2)))
    return errors


def gathered(records):
    return {key: [record[key] for record in records] for key in records[0]}


def each(root, measure):
    results = {}
    for name in sorted(os.listdir(root)):
        start = time.time()
        folder = os.path.join(root, name)
        results[name] = gathered([measure(os.path.join(folder, str(s)), s) for s in seeds_of(folder)])
        print(f"{name}: {results[name]} ({time.time() - start:.0f} s)", file=sys.stderr, flush=True)
    return results


def main(exported):
    reference = {
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "densities": each(os.path.join(exported, "densities"), density_excess),
        "classifiers": each(os.path.join(exported, "classes"), classifier_errors),
    }
    with open(os.path.join(HERE, "scikit-learn.json"), "w") as file:
        json.dump(reference, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
