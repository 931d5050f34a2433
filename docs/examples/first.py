# The first program of the README, in Python.
import bros

problem = bros.counterexample()  # solution x = -1
for name in ("full-tangent", "bros", "naive"):
    method = bros.make_method(problem, name, key=1)
    bros.run(method, bros.suggest_steps(problem, 100000), 100000)
    print(f"{name}: x = {method.x[0]:.2g}")
