# The tutorial: a noisy problem of one's own, checked, run, and its rate measured. The same in C++: tutorial.cpp.
#   g(x, Y) = 1/2 |Y - M|^2 + e^x/2 |Y|^2,   f(x, Y) = 1/2 |Y - T|^2 + x^2/2,   T = 2 M / 5
# Samples see M and T through noise of variance sigma^2 an entry. Usage: tutorial.py [PICTURE]
import sys

import bros
import numpy as np


# [problem]
class Shrinkage(bros.FullSpaceProblem):
    sigma = 0.5

    def __init__(self):
        super().__init__((6, 2, 3), dim_upper=1)  # one block: 6 rows, 2 columns, rank 3
        self.m = bros.Stream(7).gaussians(12).reshape(6, 2)

    def gradients(self, x, y, sample):
        # 12 numbers for M, 12 for T, the same whenever this sample is asked for
        noise = self.sigma * sample.own.gaussians(24).reshape(2, 6, 2)
        return (1 + np.exp(x)) * y - self.m - noise[0], y - 0.4 * self.m - noise[1], x

    def products(self, x, y, t, sample):
        return (1 + np.exp(x)) * t, np.exp(x) * np.sum(y * t)

    # [exact]
    def exact(self, x):
        s = 1 + np.exp(x)
        y = self.m / s
        z = (y - 0.4 * self.m) / s
        return np.sum((s * z)**2) / 2 + x[0]**2 / 2, x - np.exp(x) * np.sum(y * z), y, z
    # [end]


problem = Shrinkage()
# [check]
report = bros.check_problem(problem, derivatives="in_the_mean")
print("check_problem:", "nothing found" if report.ok else report)
# [run]
method = bros.make_method(problem, "full-tangent", key=1)
trace = bros.run(method, "auto", 10000)
print(f"{trace.status}: x = {method.x[0]:.2f}")
# [rate]
study = bros.rate_study(problem, ["full-tangent", "bros", "ma-soba"], [64, 256, 1024, 4096], seeds=8,
                        steps=bros.Steps(0.5, 2, 2, 4))
for name, slope in study.slope.items():
    print(f"{name}: slope {slope.value:.2f} [{slope.low:.2f}, {slope.high:.2f}]")
if len(sys.argv) > 1:
    study.plot().figure.savefig(sys.argv[1])
# [end]
sys.exit(not (report.ok and abs(study.slope["full-tangent"].value + 0.5) < 0.2))
