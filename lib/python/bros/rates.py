"""Rate studies: the mean of ||grad Phi||^2 over a run against its length, over several seeds, with slope and interval."""
import dataclasses
import typing

import numpy as np

from . import _core


@dataclasses.dataclass(frozen=True)
class RateStudy:
    """What rate_study measured. Dictionaries are by method, in the order in which the methods were given.

    horizons    K: an array
    quantity    "mean_grad_norm_sq"; "mean_direction_norm_sq", of ||h||^2, where the problem has no exact()
    by_seed     seeds x horizons: the mean of ||grad Phi(x^k)||^2 over k < K of each run; inf where one did not stay finite
    mean        a list of Interval, one a horizon: the mean over seeds with Student's t interval; empty where a run was not finite
    slope       Interval of the slope of log mean against log K, by the jackknife over seeds; NaN where a run was not finite
    sample_exponent  Interval of p in N(eps) = eps^p, the samples to a mean of eps: 1 / slope; NaN where that of the slope reaches 0
    confidence  of all intervals
    notes       what the study cannot know: a list of str
    """

    horizons: np.ndarray
    quantity: str
    by_seed: dict
    mean: dict
    slope: dict
    sample_exponent: dict
    confidence: float
    notes: list

    def plot(self, ax=None):
        """Draws the means with their intervals and slopes; returns the axes. Needs matplotlib.

        >>> s = bros.rate_study(bros.rate_instance(), ["ma-soba"], [64, 256], seeds=2, steps=bros.Steps(0.4, 2, 2, 4))
        >>> s.plot().get_xlabel()
        'horizon K'
        """
        from . import plots
        return plots.rates(self, ax)


def rate_study(problem, methods, horizons, seeds, steps="auto", key=1, confidence=0.95):
    """Runs every method from its start to every horizon with every seed, and fits the rate. The same study as in C++: equal keys
    give the numbers of check/rate_study.hpp and of `bros rates --file`.

    problem     a Problem. Without exact() the mean of ||h||^2 is measured, and a note says so
    methods     names of methods(), or a dict: label -> dict of make_method's arguments, such as {"method": "bros", "action": ..}
    horizons    at least 2 whole numbers K, increasing
    seeds       how many, at least 2
    steps       Steps c: every run has c / sqrt(K); "auto": such a c from suggest_steps at the least horizon; a function K -> Steps
    key         a seed. Random: run s to K has Stream(key).fork("own").fork(K).fork(s), the same for every method
    confidence  of the intervals
    Raises      ValueError and TypeError for arguments; KeyboardInterrupt
    Cost        seeds x the sum of the horizons, in iterations with one exact() each, a method

    >>> study = bros.rate_study(bros.rate_instance(), ["full-tangent", "ma-soba"], [64, 256, 1024], seeds=4,
    ...                         steps=bros.Steps(0.4, 2, 2, 4))
    >>> -0.8 < study.slope["full-tangent"].value < -0.2
    True
    """
    lengths = _sequence("horizons", horizons)
    quantity, rows, notes = _core._rate_study(problem, _methods(methods), lengths, seeds, steps, key, confidence)
    by_seed, mean, slope, exponent = ({row[0]: row[i] for row in rows} for i in range(1, 5))
    return RateStudy(np.array(lengths), quantity, by_seed, mean, slope, exponent, confidence, notes)


def _methods(methods):
    """Pairs (label, arguments of make_method)."""
    if isinstance(methods, str):
        return [(methods, {"method": methods})]
    if isinstance(methods, dict):
        for label, arguments in methods.items():
            if not isinstance(label, str) or not isinstance(arguments, dict):
                raise TypeError(f"methods[{label!r}] = {arguments!r}: must be a dict of make_method's arguments")
        return list(methods.items())
    names = _sequence("methods", methods)
    if not all(isinstance(name, str) for name in names):
        raise TypeError(f"methods = {methods!r}: must be names, or a dict: label -> arguments of make_method")
    return [(name, {"method": name}) for name in names]


def _sequence(field, value):
    if isinstance(value, (str, bytes)) or not isinstance(value, (typing.Sequence, np.ndarray)):
        raise TypeError(f"{field} = {value!r}: must be a list")
    return list(value)
