"""Samplers and actions written in Python, and what a run is to Python: states, observers."""
import pickle

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import bros

STEPS = bros.Steps(0.01, 0.05, 0.05, 0.2)
PROBLEM = bros.gaussian_finite_sum(3, [(6, 2, 2), (3, 1, 1)], dim_upper=2, count=32, batch=4)


class Coordinates(bros.OwnSampler):
    """The library's coordinates: its realisation, its arithmetic."""

    def draw(self, blocks, stream):
        p = bros.Subspace("coordinates", blocks)
        p.draw(stream)
        return [p.basis(l) for l in range(len(blocks))]

    def restrict(self, drawn, l, x):
        return drawn[l].T @ x

    def lift(self, drawn, l, b):
        return drawn[l] @ b


class Tangents(bros.OwnAction):
    """one_sided."""

    def tangents(self, p, z, drawn):
        return [z]

    def combine(self, p, hessian, cross, drawn):
        return hessian[0], cross[0]


class Decoupled(bros.OwnAction):
    """decoupled: P' H Q Q' Z with an independent Q; the cross term along P P' Z."""

    def draw(self, p, stream):
        q = p.clone()
        q.draw(stream)
        return q

    def tangents(self, p, z, q):
        return [(q, q.restrict(z)), (p, p.restrict(z))]

    def combine(self, p, hessian, cross, q):
        return hessian[0], cross[1]


def end(sampler, action, method="bros", problem=PROBLEM, k=30):
    made = bros.make_method(problem, method, sampler=sampler, action=action, key=5)
    assert bros.run(made, STEPS, k).status == "horizon_reached"
    return made


@pytest.mark.parametrize("action", ["one_sided", "decoupled"])
def test_a_sampler_in_python_runs_as_the_librarys_own(action):
    mine, its = end(Coordinates(), action), end("coordinates", action)
    assert np.allclose(mine.x, its.x, rtol=1e-12, atol=1e-14) and mine.counts.samples == its.counts.samples
    assert all(np.allclose(a, b, rtol=1e-12, atol=1e-14) for a, b in zip(mine.y + mine.z, its.y + its.z))


def test_an_action_in_python_runs_as_the_librarys_own():
    for sampler in ("haar", "coordinates", Coordinates()):
        mine, its = end(sampler, Tangents()), end(sampler, "one_sided")
        assert np.array_equal(mine.x, its.x) and np.array_equal(mine.z[0], its.z[0])
        assert mine.counts.hessian_actions == its.counts.hessian_actions == 30
    assert np.allclose(end("haar", Decoupled()).x, end("haar", "decoupled").x, rtol=1e-12)
    assert end("haar", Decoupled()).counts.hessian_actions == 60


def test_they_stand_where_names_do():
    p = bros.Subspace(Coordinates(), PROBLEM.blocks)
    p.draw(3)
    its = bros.Subspace("coordinates", PROBLEM.blocks)
    its.draw(3)
    assert np.array_equal(p.basis(0), its.basis(0)) and p.name == "Coordinates" and not p.is_full
    copy = p.clone()
    copy.draw(4)
    assert np.array_equal(p.basis(1), its.basis(1)) and not np.array_equal(copy.basis(0), p.basis(0))
    h = np.arange(225.0).reshape(15, 15)
    z = [np.ones((6, 2)), np.ones((3, 1))]
    a, b = bros.Action(Tangents(), p), bros.Action("one_sided", its)
    assert all(np.allclose(u, v) for u, v in zip(a.apply(h, z), b.apply(h, z)))
    assert (a.name, a.unbiased, a.hessian_actions) == ("Tangents", True, 1)
    assert np.array_equal(end(Coordinates(), a).x, end(Coordinates(), Tangents()).x)
    study = bros.rate_study(PROBLEM, {"mine": {"sampler": Coordinates(), "action": Tangents()},
                                      "its": {"sampler": "coordinates", "action": "one_sided"}}, [8, 16], seeds=2)
    assert np.allclose(study.by_seed["mine"], study.by_seed["its"], rtol=1e-10)


def broken(**functions):
    return type("Broken", (Coordinates,), functions)()


def broken_action(**functions):
    return type("Broken", (Tangents,), functions)()


Z = [np.zeros((6, 2)), np.zeros((3, 1))]


@pytest.mark.parametrize("call, error, words", [
    (lambda: end(bros.OwnSampler(), "one_sided"), NotImplementedError, r"OwnSampler.draw\(blocks, stream\): must be defined"),
    (lambda: end(broken(lift=lambda s, d, l, b: b), "one_sided"), ValueError, "lift = an array 2 x 2 .*must be an array 6 x 2"),
    (lambda: end(broken(lift=lambda s, d, l, b: 2 * d[l] @ b), "one_sided"), ValueError, r"lift: P' P = not \(rows/rank\) I"),
    (lambda: end(broken(restrict=lambda s, d, l, x: 2 * d[l].T @ x), "one_sided"), ValueError, "restrict = not the transpose"),
    (lambda: end(broken(draw=lambda s, b, stream: {}[1]), "one_sided"), KeyError, "1"),
    (lambda: end(broken(restrict=lambda s, d, l, x: "no"), "one_sided"), TypeError, "restrict = "),
    (lambda: end("haar", bros.OwnAction()), NotImplementedError, r"OwnAction.tangents\(p, z, drawn\)"),
    (lambda: end("haar", broken_action(tangents=lambda s, p, z, d: [])), ValueError, "tangents = "),
    (lambda: end("haar", broken_action(tangents=lambda s, p, z, d: 7)), TypeError, "tangents = 7: must return a list"),
    (lambda: end("haar", broken_action(tangents=lambda s, p, z, d: [z[0]])), TypeError, "tangents = "),
    (lambda: end("haar", broken_action(tangents=lambda s, p, z, d: [(p, z)])), ValueError, r"tangents: w\[0\]"),
    (lambda: end("haar", broken_action(tangents=lambda s, p, z, d: [(bros.Subspace("haar", (2, 1, 1)), [[1]])])), ValueError, "subspace.blocks"),
    (lambda: end("haar", broken_action(combine=lambda s, p, h, c, d: h[0][0])), TypeError, "combine = .*must return"),
    (lambda: end("haar", broken_action(combine=lambda s, p, h, c, d: (Z, c[0]))), ValueError, r"combine: hessian\[0\] = an array 6 x 2"),
    (lambda: end("haar", broken_action(unbiased=1)), TypeError, "unbiased = 1: must be True or False"),
    (lambda: end("haar", broken_action(smallest_rank=2)), ValueError, "block.rank = 1: at least 2 for the Broken action"),
])
def test_what_is_wrong_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_an_action_that_fails_later_leaves_the_last_iteration():
    class Fails(Tangents):
        left = 5

        def combine(self, p, hessian, cross, drawn):
            self.left -= 1
            return hessian[0], (cross[0] if self.left else None)
    method = bros.make_method(PROBLEM, "bros", action=Fails(), key=5)
    with pytest.raises((TypeError, ValueError)):
        bros.run(method, STEPS, 30)
    assert method.counts.iterations == 4
    bros.run(method, STEPS, 30)
    assert np.array_equal(method.x, end("haar", "one_sided").x)


NAMES = [name for name in bros.methods() if name != "saba"]
SLOTS = bros.FiniteSum((4, 1, 2), {"q": np.vstack([np.eye(4), 2 * np.eye(4)]), "u": np.ones((8, 1)), "w": np.ones((8, 4))},
                       {"q": np.eye(4), "a": np.eye(4)}, 1, batch=2, sampling="slots")


@settings(max_examples=25, deadline=None)
@given(name=st.sampled_from(NAMES + ["saba"]), cut=st.integers(0, 25), key=st.integers(0, 2**64 - 1), momentum=st.sampled_from([0.0, 0.5]))
def test_a_restored_state_goes_on_to_the_same_bits(name, cut, key, momentum):
    problem = SLOTS if name == "saba" else bros.rate_instance()
    steps = bros.Steps(0.01, 0.05, 0.05, 0.2, momentum=momentum)
    whole, other = (bros.make_method(problem, name, key=key) for _ in range(2))
    if cut:
        bros.run(whole, steps, cut)
    kept = pickle.loads(pickle.dumps(whole.state()))
    bros.run(whole, steps, 40)
    bros.run(other, steps, 7)
    other.restore(kept)
    assert other.counts.iterations == cut and np.array_equal(other.x, kept.x)
    bros.run(other, steps, 40)
    assert np.array_equal(whole.x, other.x) and np.array_equal(whole.y, other.y)
    assert (kept.z is None) == (whole.z is None) and whole.counts.samples == other.counts.samples


def test_an_observer_sees_every_iterate_and_ends_a_run():
    seen = []
    method = bros.make_method(bros.counterexample(), "full-tangent")
    trace = bros.run(method, bros.Steps(0.05, 0.2, 0.2, 0.5), 25, every=10, observe=lambda m: seen.append((m.counts.iterations, m.x[0])))
    assert [k for k, _ in seen] == list(range(26)) and list(trace.iteration) == [0, 10, 20, 25]
    assert seen[20][1] == trace.x[2, 0] and seen[25][1] == method.x[0]
    for answer, status in (("stop", "stopped"), ("converged", "converged")):
        method = bros.make_method(bros.counterexample(), "full-tangent")
        trace = bros.run(method, STEPS, 100, every=50, observe=lambda m: answer if m.counts.iterations == 33 else None)
        assert trace.status == status and list(trace.iteration) == [0, 33] and method.counts.iterations == 33


def test_an_observer_may_look_and_not_move():
    states = []
    method = bros.make_method(bros.counterexample(), "bros")
    for wrong in (lambda m: m.step(STEPS), lambda m: m.restore(m.state()), lambda m: bros.run(m, STEPS, 5)):
        with pytest.raises(RuntimeError, match="running already"):
            bros.run(method, STEPS, 5, observe=wrong)
    bros.run(method, STEPS, 5, observe=lambda m: states.append(m.state()))
    assert [s.counts.iterations for s in states] == list(range(6))
    with pytest.raises(ZeroDivisionError):
        bros.run(method, STEPS, 9, observe=lambda m: states.append(1 / (m.counts.iterations - 7)))
    assert method.counts.iterations == 7
