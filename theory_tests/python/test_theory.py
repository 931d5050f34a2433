"""Exact moments against enumeration in Fractions, curves against runs, bounds in order."""
import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import bros
from bros import bounds, theory

fractions = st.fractions(-3, 3, max_denominator=7)


def test_what_the_paper_says_is_not_so():
    e = theory.Estimator("biprobe", "haar", (3, 1, 2))
    assert theory.second_moment(e, np.diag([1, 2, 3]), [[1], [0], [0]]) == Fraction(96, 35)
    assert theory.second_moment(e, np.diag([1.0, 2, 3]), [[1], [0], [0]]) == pytest.approx(96 / 35)
    assert type(theory.second_moment(e, np.diag([1.0, 2, 3]), [[1], [0], [0]])) is float
    single = theory.Estimator("biprobe_single_block", "haar", (3, 1, 2))
    assert theory.second_moment(single, np.diag([1, 2, 3]), [[1], [0], [0]]) == Fraction(12, 5)


@settings(max_examples=25, deadline=None)
@given(m=st.integers(2, 4), data=st.data())
def test_coordinates_by_enumeration(m, data):
    """All subsets of the rows, for actions without signs."""
    r = data.draw(st.integers(1, m))
    h = np.array(data.draw(st.lists(st.lists(fractions, min_size=m, max_size=m), min_size=m, max_size=m)))
    z = np.array(data.draw(st.lists(fractions, min_size=m, max_size=m)))
    subsets = list(itertools.combinations(range(m), r))
    def q(rows):
        return np.array([Fraction(m, r) if i in rows else Fraction(0) for i in range(m)])
    for action, estimates in {"one_sided": [q(s) * h.dot(z) for s in subsets], "plain": [q(s) * h.dot(q(s) * z) for s in subsets],
                              "decoupled": [q(s) * h.dot(q(t) * z) for s in subsets for t in subsets]}.items():
        e = theory.Estimator(action, "coordinates", (m, 1, r))
        n = len(estimates)
        mean = sum(estimates) / n
        assert theory.second_moment(e, h, z[:, None]) == sum(v.dot(v) for v in estimates) / n
        assert theory.variance(e, h, z[:, None]) == sum((v - mean).dot(v - mean) for v in estimates) / n
        assert theory.mean_squared_error(e, h, z[:, None]) == sum((v - h.dot(z)).dot(v - h.dot(z)) for v in estimates) / n
        assert (theory.mean_action(e, h).dot(z) == mean).all()
        assert theory.covariance(e, h, z[:, None]).trace() == theory.variance(e, h, z[:, None])
        assert z.dot(theory.second_moment_form(e, h)).dot(z) == theory.second_moment(e, h, z[:, None])


@settings(max_examples=20, deadline=None)
@given(m=st.integers(1, 7), data=st.data())
def test_moments_of_haar_agree_with_each_other(m, data):
    r = data.draw(st.integers(1, m))
    c1, c2 = theory.haar_coefficients(m, r)
    a = np.arange(m * m).reshape(m, m)
    second = theory.haar_second(a, m, r)
    by_hand = theory.haar_first(m, r) ** 2 * (c1 * a + c2 * a.T + c2 * a.trace() * np.eye(m, dtype=int))
    assert (second == by_hand).all() and isinstance(second[0, 0], Fraction)
    if r >= 2:
        sums = r * theory.haar_column(a, m, r) + r * (r - 1) * theory.haar_pair(a, m, r)
        assert (sums == second).all()
    assert np.allclose(theory.haar_second(a.astype(float), m, r), second.astype(float))
    assert theory.haar_monomial(m, [0, 0], [0, 0]) == Fraction(1, m)
    if m >= 2:
        assert theory.haar_monomial(m, [0, 0, 0, 0], [0, 0, 1, 1]) == Fraction(1, m * (m + 2))


def test_huge_numbers_stay_exact():
    e = theory.Estimator("one_sided", "haar", (2, 1, 1))
    big = 3**9000
    h = np.array([[Fraction(big, 7), 0], [0, -big]], dtype=object)
    assert theory.variance(e, h, [[1], [1]]) == Fraction(big, 7) ** 2 + big**2


def test_blocks_of_several_shapes():
    blocks = [(3, 1, 2), (2, 2, 2)]
    e = theory.Estimator("biprobe", "haar", blocks)
    h = np.diag(range(1, 8))
    z = [np.ones((3, 1), dtype=int), np.ones((2, 2), dtype=int)]
    assert (theory.mean_action(e, h) == h).all()
    assert theory.second_moment(e, h, z) > sum(k * k for k in range(1, 8))
    with pytest.raises(TypeError, match="z = "):
        theory.second_moment(e, h, np.ones((3, 1)))


@pytest.mark.parametrize("name", ["bros", "full-tangent", "naive", "ma-soba", "soba"])
def test_curves_are_the_means_of_runs(name):
    """400 runs: each point of the curve within 6 standard errors of their mean."""
    problem, steps, horizon = bros.rate_instance(), bros.Steps(0.02, 0.1, 0.1, 0.3), 30
    recursion = theory.MomentRecursion(problem, name)
    curve = recursion.curve(steps, horizon)
    runs = np.array([bros.run(bros.make_method(problem, name, key=k), steps, horizon, every=10).squared_gradient for k in range(400)])
    error = runs.std(axis=0, ddof=1) / 20
    assert (abs(runs.mean(axis=0) - curve[::10]) <= 6 * error + 1e-12).all()
    moments = recursion.start()
    for _ in range(3):
        moments = recursion.step(moments, steps)
    assert recursion.squared_gradient(moments) == pytest.approx(curve[3], rel=1e-12)
    assert recursion.mean_squared_gradient(steps, horizon) == pytest.approx(curve[:-1].mean(), rel=1e-10)


def test_plateau_threshold_and_constants_are_those_of_long_curves():
    c = bros.Steps(0.4, 2, 2, 4)
    for name in ("bros", "naive"):
        r = theory.MomentRecursion(bros.rate_instance(), name)
        s = theory.MeanSquareStability(r, c)
        scale = 0.02
        constant = bros.Steps(0.4 * scale, 2 * scale, 2 * scale, 4 * scale)
        plateau = r.curve(constant, 20000)[-1]
        assert s.stationary_squared_gradient(scale) == pytest.approx(plateau, rel=1e-6)
        k = s.rate_constants()
        horizon = 10**10
        mean = r.mean_squared_gradient(bros.horizon_schedule(c, horizon), horizon)
        assert (mean - k.plateau) * horizon**0.5 == pytest.approx(k.limit, rel=0.01)
        assert s.spectral_radius(0.999 * s.threshold()) < 1 < s.spectral_radius(1.001 * s.threshold())


def test_the_bound_holds_for_the_exact_mean():
    """On the counterexample with the theorem's own constants: exact mean <= C / sqrt(K)."""
    problem = bros.counterexample()
    k, e = problem.constants, problem.exact([0.0])
    z0 = float(np.sum(e.auxiliary_solution**2))
    a = bounds.Assumptions(k.mu_g, k.L_g1, k.L_f1, L_f0=1.0).with_action("one_sided", problem.blocks)
    start = dict(gap=0.5, auxiliary=z0, average=float(e.hypergradient @ e.hypergradient))
    for step_constants, constant in ((bounds.step_constants, bounds.rate_constant), (bounds.full_tangent_step_constants, bounds.full_tangent_rate_constant)):
        c = step_constants(a)
        for horizon in (1, 100, 10000):
            mean = theory.MomentRecursion(problem, "full-tangent").mean_squared_gradient(bros.horizon_schedule(c, horizon), horizon)
            assert mean <= constant(a, c, **start) / horizon**0.5
    assert bounds.admits(a, bounds.step_constants(a))
    assert theory.second_moment_bound("one_sided", problem.blocks) == 1 + Fraction(a.omega)
