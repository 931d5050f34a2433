"""Pictures that look like those of `bros rates`: one column of a paper, 8.5 cm wide, in colours that colour-blind readers tell
apart. Every function draws into the axes that it is given, or into a new figure, and returns the axes.
"""
import contextlib

import matplotlib  # type: ignore
import matplotlib.pyplot as plt  # type: ignore
import numpy as np

from ._core import _palette

__all__ = ["curves", "palette", "rates", "style", "traces"]

#: The colours of every figure of the library, in C++ too.
palette = _palette
_first = ("full-tangent", 3), ("bros", 0), ("ma-soba", 2), ("naive", 1)  # the colours they have in `bros rates`
_markers = "osDv^<>phX*"


@contextlib.contextmanager
def style():
    """The look, for figures of one's own.

    >>> with bros.plots.style():
    ...     figure, ax = matplotlib.pyplot.subplots()
    >>> [round(2.54 * inches, 1) for inches in figure.get_size_inches()]
    [8.5, 6.7]
    """
    with matplotlib.rc_context({
            "figure.figsize": (8.5 / 2.54, 6.7 / 2.54), "figure.dpi": 150, "savefig.dpi": 300, "savefig.bbox": "tight",
            "font.family": ["DejaVu Sans"], "font.size": 8, "axes.titlesize": 8, "axes.labelsize": 8,
            "legend.frameon": False, "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.6,
            "axes.grid": True, "grid.color": "#e4e4e4", "grid.linewidth": 0.4, "axes.axisbelow": True, "lines.linewidth": 1.2,
            "lines.markersize": 3.5, "xtick.direction": "out", "ytick.direction": "out",
            "axes.prop_cycle": matplotlib.cycler(color=palette)}):
        yield


def _colours(labels):
    fixed = {name: palette[i] for name, i in _first if name in labels}
    rest = iter(c for c in palette if c not in fixed.values())
    return {label: fixed.get(label) or next(rest, "#606060") for label in labels}


def _axes(ax):
    return ax if ax is not None else plt.subplots(layout="constrained")[1]


def _log_axis(axis, low, high):
    """Ticks at 1, 2, 5 of each decade, or fewer where there are many; numbers in full up to 1000, powers beyond."""
    first, last = int(np.floor(np.log10(low))), int(np.ceil(np.log10(high)))
    decades = range(first, last + 1, 1 + (last - first) // 9)

    def text(digit, e):
        return f"{digit * 10.0**e:g}" if abs(e) <= 3 else rf"$10^{{{e}}}$" if digit == 1 else rf"${digit}\cdot10^{{{e}}}$"
    ticks = {digit * 10.0**e: text(digit, e)
             for e in decades for digit in ((1, 2, 5) if high <= 300 * low else (1,)) if low <= digit * 10.0**e <= high}
    axis.set_ticks(list(ticks), list(ticks.values()))
    axis.set_ticks([], minor=True)


def _frame(ax, x_name, y_name, lines):
    """Logarithmic axes about `lines`, a list of (x, y, colour, text), and the texts in their colours in the lower left corner."""
    ax.set(xlabel=x_name, ylabel=y_name, xscale="log", yscale="log")
    x = np.concatenate([line[0] for line in lines] or [[1.0, 10.0]])
    y = np.concatenate([line[1] for line in lines] or [[1.0, 10.0]])
    y = y[(y > 0) & np.isfinite(y)]
    y = y if y.size else np.array([1.0, 10.0])
    room = 0.055 * len(lines)  # for the texts: a share of the height
    bottom = y.min() / max(y.max() / y.min(), 4) ** (room / (1 - room)) / 1.2
    ax.set(xlim=(x.min() / 1.2, x.max() * 1.2), ylim=(bottom, y.max() * 1.5))
    _log_axis(ax.xaxis, *ax.get_xlim())
    _log_axis(ax.yaxis, *ax.get_ylim())
    for i, (_, _, colour, text) in enumerate(reversed(lines)):
        ax.text(0.03, 0.03 + 0.06 * i, text, color=colour, transform=ax.transAxes)
    return ax


def _lines(ax, by_label, y_name):
    ax = _axes(ax)
    colours = _colours(list(by_label))
    for label, (x, y) in by_label.items():
        ax.plot(x, y, color=colours[label])
    return _frame(ax, "iteration k", y_name, [(x, y, colours[label], label) for label, (x, y) in by_label.items()])


def rates(study, ax=None):
    """A RateStudy: means with their intervals against the horizon, and slopes, logarithmic.

    Methods of which a run did not stay finite are left out.

    >>> s = bros.rate_study(bros.rate_instance(), ["ma-soba"], [64, 256], seeds=2, steps=bros.Steps(0.4, 2, 2, 4))
    >>> len(bros.plots.rates(s).lines)
    1
    """
    with style():
        ax = _axes(ax)
        colours, lines = _colours(list(study.slope)), []
        for marker, (method, means) in zip(_markers * len(study.mean), study.mean.items()):
            if not means:
                continue
            slope, value = study.slope[method], np.array([m.value for m in means])
            ax.plot(study.horizons, value, marker + "-", color=colours[method])
            low = np.array([m.low for m in means])
            ax.fill_between(study.horizons, np.where(low > 0, low, value), [m.high for m in means], color=colours[method],
                            alpha=0.18, linewidth=0)
            lines.append((study.horizons, value, colours[method],
                          f"{method}: slope {slope.value:.3f} [{slope.low:.3f}, {slope.high:.3f}]"))
        return _frame(ax, "horizon K", "mean of ||∇Φ||² over the run" if study.quantity == "mean_grad_norm_sq" else "mean of ||h||² over the run", lines)


def traces(by_label, ax=None):
    """||grad Phi(x^k)||^2 of runs against k: a dict of Trace by label, logarithmic from the second row on.

    >>> trace = bros.run(bros.make_method(bros.counterexample(), "ma-soba"), "auto", 100)
    >>> bros.plots.traces({"ma-soba": trace}).get_ylabel()
    '||∇Φ||²'
    """
    with style():
        return _lines(ax, {label: (trace.iteration[trace.iteration > 0], trace.squared_gradient[trace.iteration > 0])
                           for label, trace in by_label.items()}, "||∇Φ||²")


def curves(by_label, ax=None):
    """E||grad Phi(x^k)||^2 against k: a dict of MomentRecursion.curve() by label, logarithmic.

    >>> r = bros.theory.MomentRecursion(bros.counterexample(), "naive")
    >>> bros.plots.curves({"naive": r.curve(bros.Steps(0.1, 0.1, 0.1), 50)}).get_ylabel()
    'E||∇Φ||²'
    """
    with style():
        return _lines(ax, {label: (np.arange(1, len(curve)), curve[1:]) for label, curve in by_label.items()}, "E||∇Φ||²")
