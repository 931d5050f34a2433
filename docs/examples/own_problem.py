# A problem of one's own, run by BROS, MA-SOBA and a peer, and checked. The same in C++: own_problem.cpp.
#   g(x, Y) = 1/2 |Y - M|^2 + e^x/2 |Y|^2,   f(x, Y) = 1/2 |Y - T|^2 + x^2/2:   how much to shrink M, so that it is near T.
import bros
import numpy as np


class Shrinkage(bros.FullSpaceProblem):
    def __init__(self):
        super().__init__((6, 2, 3), dim_upper=1)
        self.m = bros.Stream(7).gaussians(12).reshape(6, 2)
        self.t = 0.4 * self.m

    def gradients(self, x, y, sample):
        return y - self.m + np.exp(x) * y, y - self.t, x, np.exp(x) / 2 * np.sum(y**2)

    def products(self, x, y, t, sample):
        return (1 + np.exp(x)) * t, np.exp(x) * np.sum(y * t)


problem = Shrinkage()
report = bros.check_problem(problem)
print("check_problem:", "nothing found" if report.ok else report)
for name in ("bros", "ma-soba", "f2sa"):
    method = bros.make_method(problem, name, key=1)
    trace = bros.run(method, "auto", 10000)
    print(f"{name:8} x = {method.x[0]:.4f}, {trace.status}")
