"""What is known without sampling: moments of random subspaces, variances of Hessian actions, moments of whole runs.

Moments and variances are exact: whole numbers and Fractions in, Fractions out. A float among them makes the answer a float.
The proofs are in docs/theory.
"""
from ._core import (
    Estimator, MeanSquareStability, MomentRecursion, RateConstants, covariance, haar_coefficients, haar_column, haar_first,
    haar_monomial, haar_pair, haar_second, mean_action, mean_squared_error, projection_moment, relative_variance, second_moment,
    second_moment_bound, second_moment_form, variance, weingarten)

__all__ = [
    "Estimator", "MeanSquareStability", "MomentRecursion", "RateConstants", "covariance", "haar_coefficients", "haar_column",
    "haar_first", "haar_monomial", "haar_pair", "haar_second", "mean_action", "mean_squared_error", "projection_moment",
    "relative_variance", "second_moment", "second_moment_bound", "second_moment_form", "variance", "weingarten"]
