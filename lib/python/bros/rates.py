"""Rate studies: the mean of ||grad Phi||^2 over a run against its length, over several seeds, with slope and interval."""
import dataclasses
import math
import typing

import numpy as np

from . import _core


@dataclasses.dataclass(frozen=True)
class RateStudy:
    """What rate_study measured. Dictionaries are by method, in the order in which the methods were given.

    horizons    K: an array
    by_seed     seeds x horizons: the mean of ||grad Phi(x^k)||^2 over k < K of each run; inf where one did not stay finite
    mean        a list of Interval, one a horizon: the mean over seeds with Student's t interval; empty where a run was not finite
    slope       Interval of the slope of log mean against log K, by the jackknife over seeds; NaN where a run was not finite
    confidence  of all intervals
    """

    horizons: np.ndarray
    by_seed: dict
    mean: dict
    slope: dict
    confidence: float

    @property
    def exponent(self):
        """p in N(eps) = eps^-p, the samples to a mean of eps: -1 / slope, a tuple (value, low, high) a method; NaN where the
        interval of the slope reaches 0.

        >>> s = bros.rate_study(bros.rate_instance(), ["ma-soba"], [64, 256], seeds=3, steps=bros.Steps(0.4, 2, 2, 4))
        >>> value, low, high = s.exponent["ma-soba"]
        >>> low < value < high
        True
        """
        def of(slope):
            ends = (slope.value, slope.low, slope.high)
            return tuple(-1 / end for end in ends) if slope.high < 0 else (math.nan, math.nan, math.nan)
        return {method: of(slope) for method, slope in self.slope.items()}

    def plot(self, ax=None):
        """Draws the means with their intervals and slopes; returns the axes. Needs matplotlib.

        >>> s = bros.rate_study(bros.rate_instance(), ["ma-soba"], [64, 256], seeds=2, steps=bros.Steps(0.4, 2, 2, 4))
        >>> s.plot().get_xlabel()
        'horizon K'
        """
        from . import plots
        return plots.rates(self, ax)


def rate_study(problem, methods, horizons, seeds, steps="auto", key=1, confidence=0.95):
    """Runs every method from its start to every horizon with every seed, and fits the rate.

    problem     a Problem with exact()
    methods     names of methods(), or a dict: label -> dict of make_method's arguments, such as {"method": "bros", "action": ..}
    horizons    at least 2 whole numbers K, increasing
    seeds       how many, at least 2
    steps       Steps c: every run has c / sqrt(K); "auto": suggest_steps for each horizon; a function K -> Steps
    key         a seed or a Stream. Random: run number s to K has key.fork(K).fork(s), the same for every method
    confidence  of the intervals
    Raises      ValueError and TypeError for arguments
    Cost        seeds x the sum of the horizons, in iterations with one exact() each, a method

    >>> study = bros.rate_study(bros.rate_instance(), ["full-tangent", "ma-soba"], [64, 256, 1024], seeds=4,
    ...                         steps=bros.Steps(0.4, 2, 2, 4))
    >>> -0.8 < study.slope["full-tangent"].value < -0.2
    True
    """
    named = _methods(methods)
    lengths = [_whole("horizons", k, 1) for k in _sequence("horizons", horizons)]
    if len(lengths) < 2 or any(a >= b for a, b in zip(lengths, lengths[1:])):
        raise ValueError(f"horizons = {lengths}: must be at least 2, increasing")
    count = _whole("seeds", seeds, 2)
    stream = key if isinstance(key, _core.Stream) else _core.Stream(key)
    by_seed, mean, slope = {}, {}, {}
    for label, arguments in named.items():
        values = np.empty((count, len(lengths)))
        for i, horizon in enumerate(lengths):
            run_steps = _steps_for(problem, horizon, steps, arguments)
            for s in range(count):
                method = _core.make_method(problem, **arguments, key=stream.fork(horizon).fork(s))
                values[s, i] = _core.mean_squared_gradient(method, run_steps, horizon)
        by_seed[label] = values
        finite = np.isfinite(values).all()
        mean[label] = [_core.mean_interval(column, confidence) for column in values.T] if finite else []
        slope[label] = _core.log_log_slope(lengths, values, confidence) if finite else _core.Interval(*3 * [math.nan])
    return RateStudy(np.array(lengths), by_seed, mean, slope, confidence)


def _methods(methods):
    if isinstance(methods, str):
        return {methods: {"method": methods}}
    if isinstance(methods, dict):
        for label, arguments in methods.items():
            if not isinstance(arguments, dict) or "key" in arguments:
                raise TypeError(f"methods[{label!r}] = {arguments!r}: must be a dict of make_method's arguments, without key")
        return methods
    names = _sequence("methods", methods)
    if not names or not all(isinstance(name, str) for name in names):
        raise TypeError(f"methods = {methods!r}: must be names, or a dict: label -> arguments of make_method")
    return {name: {"method": name} for name in names}


def _steps_for(problem, horizon, steps, arguments):
    if isinstance(steps, str):
        return steps  # run() knows "auto"
    if isinstance(steps, _core.Steps):
        return _core.horizon_schedule(steps, horizon)
    if callable(steps):
        return steps(horizon)
    raise TypeError(f"steps = {steps!r}: must be \"auto\", Steps, or a function K -> Steps")


def _sequence(field, value):
    if isinstance(value, (str, bytes)) or not isinstance(value, (typing.Sequence, np.ndarray)):
        raise TypeError(f"{field} = {value!r}: must be a list")
    return list(value)


def _whole(field, value, least):
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{field} = {value!r}: must be a whole number")
    if value < least:
        raise ValueError(f"{field} = {value}: must be at least {least}")
    return int(value)
