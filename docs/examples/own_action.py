# An action of one's own: half of one_sided and half of decoupled, (Q_1 H Z + Q_1 H Q_2 Z) / 2 with an independent Q_2.
# Both halves have mean H Z, so the whole has. It says which tangents it takes, and how the answers combine. The same in C++:
# own_action.cpp.
import sys

import bros


class Halves(bros.OwnAction):
    def draw(self, p, stream):  # a second subspace of the same kind
        q = p.clone()
        q.draw(stream)
        return q

    def tangents(self, p, z, q):
        return [z, (q, q.restrict(z))]

    def combine(self, p, hessian, cross, q):
        return (hessian[0] + hessian[1]) / 2, (cross[0] + cross[1]) / 2


method = bros.make_method(bros.counterexample(), "bros", action=Halves())  # solution x = -1
bros.run(method, "auto", 20000)
print(f"x = {method.x[0]:.2f}")
sys.exit(not abs(method.x[0] + 1) < 0.1)
