"""BROS: bias-corrected randomised subspaces for single-loop stochastic bilevel optimisation.

The names are those of the C++ library, and so are the numbers: equal keys give equal bits.

    problems    Quadratic, FiniteSum, DataCleaning, ZeroChain, counterexample, ..; one's own: FullSpaceProblem
    methods     make_method, suggest_steps, run -> Trace, Method.state and restore, rate_study
    subspaces   Subspace (draw, restrict, lift), Action (apply); one's own: OwnSampler, OwnAction
    theory      bros.theory: moments, variances as Fractions, curves, plateaus, thresholds;  bros.bounds: the theorem's constants
    checks      check_problem
    plots       bros.plots, with matplotlib

Arrays.  What is handed over is copied, whatever its strides and whether or not it may be written: arrays and nested lists of
float16 to float64, or of whole numbers below 2^53; numbers must be finite. What comes back are new arrays of float64. A vector
of the lower space is an array rows x cols if there is one block, a list of such arrays if there are several (Blocks).

Errors.  A wrong shape, value or name is a ValueError, a wrong type or dtype a TypeError: "field = value: what is allowed".

Threads.  Loops in C++ run without the interpreter's lock, and Ctrl-C ends runs and curves. A method, a subspace and an action
serve one thread at a time.
"""
from . import bounds, theory
from ._core import (
    Action, Blocks, CheckReport, Constants, DataCleaning, DecayingSchedule, Evaluation, Exact, Finding, FiniteSum,
    FullSpaceProblem, Interval, Method, OracleCounts, OwnAction, OwnSampler, Problem, Quadratic, RotatedChain, Sample,
    State, Steps, Stream, Subspace, Trace, ZeroChain, __version__, actions, check_problem, counterexample,
    gaussian_finite_sum, horizon_schedule, log_log_slope, make_method, mean_interval, mean_squared_gradient, methods,
    public_quadratic, rate_instance, run, samplers, suggest_steps, zero_chain_for)
from .rates import RateStudy, rate_study

__all__ = [
    "Action", "Blocks", "CheckReport", "Constants", "DataCleaning", "DecayingSchedule", "Evaluation", "Exact", "Finding",
    "FiniteSum", "FullSpaceProblem", "Interval", "Method", "OracleCounts", "OwnAction", "OwnSampler", "Problem",
    "Quadratic", "RateStudy", "RotatedChain", "Sample", "State", "Steps", "Stream", "Subspace", "Trace", "ZeroChain",
    "actions", "bounds", "check_problem", "counterexample", "gaussian_finite_sum", "horizon_schedule", "log_log_slope",
    "make_method", "mean_interval", "mean_squared_gradient", "methods", "plots", "public_quadratic", "rate_instance",
    "rate_study", "run", "samplers", "suggest_steps", "theory", "zero_chain_for"]


def __getattr__(name):
    if name == "plots":  # matplotlib is read when it is asked for
        import importlib
        return importlib.import_module("bros.plots")
    raise AttributeError(f"module 'bros' has no attribute '{name}'")
