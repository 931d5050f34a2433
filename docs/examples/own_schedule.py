# A schedule of one's own is a function of the iteration number: here a linear warm-up, then steps that decay.
import sys

import bros


def schedule(k):
    e = min((k + 1) / 100, 1) / max(k + 1, 100)**0.5
    return bros.Steps(0.4 * e, 2 * e, 2 * e, 4 * e)


method = bros.make_method(bros.rate_instance(), "bros")  # a noisy quadratic with a known hypergradient
trace = bros.run(method, schedule, 20000)
before, after = trace.squared_gradient[[0, -1]]**0.5
print(f"{trace.status}: |grad Phi| from {before:.3f} to {after:.3f}")
sys.exit(not after < before / 4)
