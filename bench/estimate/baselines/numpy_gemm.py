"""Single-precision matrix products in NumPy: a request a line in, an answer a line out, both JSON.

{"open": {"m": 512, "n": 512, "k": 512, "transposedA": false, "transposedB": false}} -> {"ready": true, "blas": "openblas"};
{"run": 10} -> {"milliseconds": 12.3}. Run by bench/estimate/baselines/numpy.ts, which sets the number of threads.
"""
import json
import sys
import time

import numpy


def blas():
    try:
        with open("/proc/self/maps") as maps:
            loaded = maps.read().lower()
    except OSError:
        return "BLAS"
    return next((name for name in ("openblas", "mkl", "blis", "atlas") if name in loaded), "BLAS")


def main():
    a = b = c = None
    for line in sys.stdin:
        request = json.loads(line)
        if "open" in request:
            spec = request["open"]
            m, n, k = spec["m"], spec["n"], spec["k"]
            generator = numpy.random.default_rng(1)
            draw = lambda rows, columns: generator.standard_normal((rows, columns), dtype=numpy.float32)
            a = draw(k, m).T if spec["transposedA"] else draw(m, k)
            b = draw(n, k).T if spec["transposedB"] else draw(k, n)
            c = numpy.empty((m, n), dtype=numpy.float32)
            answer = {"ready": True, "blas": blas()}
        else:
            start = time.perf_counter()
            for _ in range(request["run"]):
                numpy.matmul(a, b, out=c)
            answer = {"milliseconds": 1000 * (time.perf_counter() - start)}
        print(json.dumps(answer), flush=True)


main()
