"""The theorem as functions: steps that it admits, and bounds of the rate (docs/theory/convergence.md).

Those that begin with full_tangent are of docs/theory/price.md, in which the subspace enters through rho beta and rho gamma alone.
"""
from ._core import (
    Assumptions, admits, full_tangent_admits, full_tangent_rate_constant, full_tangent_step_constants, noise_floor, rate,
    rate_constant, sample_complexity, step_constants)

__all__ = [
    "Assumptions", "admits", "full_tangent_admits", "full_tangent_rate_constant", "full_tangent_step_constants", "noise_floor",
    "rate", "rate_constant", "sample_complexity", "step_constants"]
