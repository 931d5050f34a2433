"""Runs, steps, studies and statistics."""
import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import bros

STEPS = bros.Steps(0.05, 0.2, 0.2, 0.5)


def test_a_trace_has_the_rows_it_was_asked_for():
    method = bros.make_method(bros.counterexample(), "full-tangent")
    trace = bros.run(method, STEPS, 25, every=10)
    assert list(trace.iteration) == [0, 10, 20, 25] and trace.x.shape == (4, 1) and len(trace) == 4
    assert list(trace.samples) == [0, 10, 20, 25]
    assert np.array_equal(trace.x[-1], method.x)
    assert np.allclose(trace.squared_gradient, (trace.x[:, 0] + 1) ** 2)
    assert np.allclose(trace.phi, trace.x[:, 0] ** 2 / 2 + trace.x[:, 0])
    more = bros.run(method, STEPS, 40, every=10)
    assert list(more.iteration) == [30, 40]


@settings(max_examples=15, deadline=None)
@given(cut=st.integers(1, 39), name=st.sampled_from([m for m in bros.methods() if m != "saba"]), key=st.integers(0, 2**64 - 1))
def test_a_run_in_two_parts_is_the_run(cut, name, key):
    whole, parts = (bros.make_method(bros.rate_instance(), name, key=key) for _ in range(2))
    steps = bros.Steps(0.01, 0.05, 0.05, 0.2)
    bros.run(whole, steps, 40)
    bros.run(parts, steps, cut), bros.run(parts, steps, 40)
    assert np.array_equal(whole.x, parts.x) and whole.counts.samples == parts.counts.samples


def test_schedules_agree_with_functions():
    c = bros.Steps(0.05, 0.2, 0.2, 0.5)
    def own(k):
        s = (k + 1) ** -0.5
        return bros.Steps(0.05 * s, 0.2 * s, 0.2 * s, 0.5 * s)
    ends = []
    for steps in (bros.DecayingSchedule(c, 0.5), own):
        method = bros.make_method(bros.counterexample(), "bros")
        bros.run(method, steps, 100)
        ends.append(method.x)
    assert np.allclose(*ends, rtol=1e-12)


def test_a_function_of_steps_that_fails():
    method = bros.make_method(bros.counterexample(), "bros")
    with pytest.raises(KeyError):
        bros.run(method, lambda k: {}[k], 5)
    with pytest.raises(ValueError, match="beta = -1"):
        bros.run(method, lambda k: bros.Steps(1, -1, 1), 5)
    bros.run(method, STEPS, 5)


def test_a_subspace_of_other_ranks_than_the_problems():
    problem = bros.gaussian_finite_sum(1, (8, 1, 4), dim_upper=2, count=32, batch=4)
    p = bros.Subspace("haar", (8, 1, 2))
    method = bros.make_method(problem, "full-tangent", sampler=p)
    same = bros.make_method(problem, "full-tangent", sampler=bros.Subspace("haar", (8, 1, 4)))
    named = bros.make_method(problem, "full-tangent")
    for m in (method, same, named):
        bros.run(m, bros.Steps(0.001, 0.01, 0.01, 0.1), 20)
    assert np.array_equal(same.x, named.x) and not np.array_equal(method.x, named.x)


def test_subspaces():
    for name, blocks in (("haar", [(6, 2, 3), (3, 1, 3)]), ("coordinates", (6, 2, 3)), ("hadamard", (8, 1, 3)), ("full", (3, 2, 1))):
        p = bros.Subspace(name, blocks)
        p.draw(5)
        for l in range(len(p.blocks)):
            m, _, r = p.blocks[l]
            assert np.allclose(p.basis(l).T @ p.basis(l), m / r * np.eye(r))
        y = p.blocks.unvec(np.arange(p.blocks.size))
        w = p.restrict(y)
        first = (y if len(p.blocks) == 1 else y[0])
        assert np.allclose(w if len(p.blocks) == 1 else w[0], p.basis(0).T @ first)
        lifted = p.lift(w)
        assert np.allclose(lifted if len(p.blocks) == 1 else lifted[0], p.basis(0) @ p.basis(0).T @ first)


def test_an_action_applied_is_what_its_mean_says():
    """Coordinates, m = 3, r = 2, one_sided: the mean over the three subsets, met by draws, is H z."""
    h, z = np.array([[1.0, 2, 0], [2, 0, 3], [0, 3, 1]]), np.array([[1.0], [-1], [2]])
    p = bros.Subspace("coordinates", (3, 1, 2))
    a = bros.Action("one_sided", p)
    met = {}
    for k in range(60):
        p.draw(k), a.draw(k)
        met[tuple(p.basis().any(axis=1))] = a.apply(h, z)
        assert np.allclose(a.apply(h, z), p.basis() @ p.basis().T @ h @ z)
    assert len(met) == 3 and np.allclose(sum(met.values()) / 3, h @ z)


def test_the_public_quadratic_is_read(request):
    folder = request.config.rootpath / "docs/data/quadratic_2442"
    if not folder.exists():
        pytest.skip("no docs/data")
    problem = bros.public_quadratic(folder, rank=50, batch=64)
    assert problem.dim_upper == 100 and 0.05 < problem.means.constants.mu_g < 0.15
    example = bros.Quadratic.read(request.config.rootpath / "docs/examples/quadratic.json")
    assert example.dim_upper >= 1


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.floats(1e-3, 1e3), min_size=3, max_size=3), min_size=2, max_size=6))
def test_slope_is_that_of_numpy(by_seed):
    K = np.array([8, 64, 256])
    slope = bros.log_log_slope(K, by_seed)
    fit = np.polyfit(np.log(K), np.log(np.mean(by_seed, axis=0)), 1)[0]
    assert math.isclose(slope.value, fit, rel_tol=1e-9, abs_tol=1e-9)
    assert slope.low <= slope.value <= slope.high
    n, without = len(by_seed), []
    for s in range(n):
        rest = [row for i, row in enumerate(by_seed) if i != s]
        without.append(np.polyfit(np.log(K), np.log(np.mean(rest, axis=0)), 1)[0])
    error = math.sqrt((n - 1) / n * np.sum((np.array(without) - np.mean(without)) ** 2))
    narrow = bros.log_log_slope(K, by_seed, level=0.5)
    assert narrow.high - narrow.low <= slope.high - slope.low + 1e-12
    if n == 2:  # Student's t with one degree of freedom: its 3/4 quantile is 1
        assert math.isclose((narrow.high - narrow.low) / 2, error, rel_tol=1e-6, abs_tol=1e-9)


def test_a_rate_study():
    c = bros.Steps(0.4, 2, 2, 4)
    study = bros.rate_study(bros.rate_instance(), {"mine": {"method": "bros", "action": "exact_weights"}, "naive": {"method": "naive"}},
                            [64, 256], seeds=3, steps=c, key=5)
    assert study.by_seed["mine"].shape == (3, 2)
    method = bros.make_method(bros.rate_instance(), "bros", action="exact_weights", key=bros.Stream(5).fork("own").fork(256).fork(2))
    trace = bros.run(method, bros.horizon_schedule(c, 256), 256, every=1)
    assert math.isclose(study.by_seed["mine"][2, 1], trace.squared_gradient[:-1].mean(), rel_tol=1e-12)
    assert study.slope["mine"].value == bros.log_log_slope([64, 256], study.by_seed["mine"]).value
    assert study.mean["naive"][0].value == pytest.approx(study.by_seed["naive"][:, 0].mean())
    slope, exponent = study.slope["mine"], study.sample_exponent["mine"]
    assert exponent.value == 1 / slope.value and (math.isnan(exponent.low) or exponent.low == 1 / slope.high)
    assert study.quantity == "mean_grad_norm_sq" and study.notes == []
    diverged = bros.rate_study(bros.counterexample(), ["bros"], [256, 1024], seeds=2, steps=lambda K: bros.Steps(90, 90, 90, 1))
    assert np.isinf(diverged.by_seed["bros"]).all() and math.isnan(diverged.slope["bros"].value) and diverged.mean["bros"] == []
    assert diverged.notes == ["bros: runs did not stay finite: its steps are too large"]
    import matplotlib
    matplotlib.use("Agg")
    assert len(diverged.plot().lines) == 0
    matplotlib.pyplot.close("all")
