# A finite sum in numpy, and its rate: the weight e^x of a ridge is learned from validation samples.
#   g(x, Y) = mean_i 1/2 (q_i'Y - a_i)^2 + e^x/2 |Y|^2,   f(x, Y) = mean_j 1/2 (p_j'Y - b_j)^2
# Usage: finite_sum.py [PICTURE]
import sys

# [program]
import bros
import numpy as np

rng = np.random.default_rng(1)
q, p, truth = rng.normal(size=(200, 8)), rng.normal(size=(100, 8)), rng.normal(size=(8, 1))
a, b = q @ truth + 3 * rng.normal(size=(200, 1)), p @ truth


class Ridge(bros.FullSpaceProblem):
    def minibatch(self, sample):  # four samples of each level, the same whenever this sample is asked for
        words = np.array(sample.own.words(0), np.uint64)
        return words % 200, words // 200 % 100

    def gradients(self, x, y, sample):
        i, j = self.minibatch(sample)
        return q[i].T @ (q[i] @ y - a[i]) / 4 + np.exp(x) * y, p[j].T @ (p[j] @ y - b[j]) / 4, 0 * x

    def products(self, x, y, t, sample):
        i, _ = self.minibatch(sample)
        return q[i].T @ (q[i] @ t) / 4 + np.exp(x) * t, np.exp(x) * np.sum(y * t)

    def exact(self, x):
        h = q.T @ q / 200 + np.exp(x) * np.eye(8)
        y = np.linalg.solve(h, q.T @ a / 200)
        z = np.linalg.solve(h, p.T @ (p @ y - b) / 100)
        return np.mean((p @ y - b)**2) / 2, -np.exp(x) * np.sum(y * z), y, z


problem = Ridge((8, 1, 4), dim_upper=1)  # Y is 8 x 1, subspaces have rank 4
study = bros.rate_study(problem, ["full-tangent", "ma-soba"], [64, 256, 1024], seeds=8)
for name, slope in study.slope.items():
    print(f"{name}: slope {slope.value:.2f} [{slope.low:.2f}, {slope.high:.2f}]")
# [end]
if len(sys.argv) > 1:
    study.plot().figure.savefig(sys.argv[1])
sys.exit(not (bros.check_problem(problem).ok and abs(study.slope["ma-soba"].value + 0.5) < 0.25))
