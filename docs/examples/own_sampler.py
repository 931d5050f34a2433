# A sampler of one's own: r consecutive rows, the first one uniformly random, cyclically. The same in C++: own_sampler.cpp.
#   P = sqrt(m/r) (e_i), i = s, s + 1, .., s + r - 1 mod m:   P'P = (m/r) I and E[P P'] = I.
# That is all that `one_sided` (full-tangent) and `decoupled` ask; with `biprobe` this sampler is biased.
import sys

import bros
import numpy as np


class Consecutive(bros.OwnSampler):
    def draw(self, blocks, stream):  # rows and m of every block
        rng = stream.generator()
        return [((rng.integers(m) + np.arange(r)) % m, m) for m, _, r in blocks]

    def restrict(self, drawn, l, x):
        rows, m = drawn[l]
        return np.sqrt(m / len(rows)) * x[rows]

    def lift(self, drawn, l, b):
        rows, m = drawn[l]
        y = np.zeros((m, b.shape[1]))
        y[rows] = np.sqrt(m / len(rows)) * b
        return y


method = bros.make_method(bros.counterexample(), "full-tangent", sampler=Consecutive())  # solution x = -1
bros.run(method, "auto", 20000)
print(f"x = {method.x[0]:.2f}")
sys.exit(not abs(method.x[0] + 1) < 0.1)
