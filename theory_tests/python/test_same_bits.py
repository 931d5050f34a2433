"""Equal keys give the bits of C++: against the output of same_bits.cpp."""
import os
import subprocess

import numpy as np
import pytest

import bros

PROGRAM = os.environ.get("BROS_SAME_BITS")
pytestmark = pytest.mark.skipif(not PROGRAM, reason="BROS_SAME_BITS does not name the program")


@pytest.fixture(scope="module")
def cpp():
    lines = subprocess.run([PROGRAM], check=True, capture_output=True, text=True).stdout.splitlines()
    def take(line):
        words = line.split()
        numbers = [i for i, word in enumerate(words) if "0x" in word]
        return " ".join(words[:numbers[0]]), [float.fromhex(words[i]) for i in numbers]
    return dict(take(line) for line in lines)


def numbers(method):
    blocks = method.problem.blocks
    z = [] if method.z is None else blocks.vec(method.z)
    return [*method.x, *blocks.vec(method.y), *z, *method.h]


def after_a_run(problem, *args, **kwargs):
    method = bros.make_method(problem, *args, key=7, **kwargs)
    assert bros.run(method, bros.Steps(0.01, 0.05, 0.05, 0.2), 60).status == "horizon_reached"
    return numbers(method)


def test_runs(cpp):
    quadratic = bros.rate_instance()
    finite_sum = bros.gaussian_finite_sum(3, [(4, 2, 2), (2, 1, 1)], dim_upper=2, count=32, batch=4)
    for name in bros.methods():
        if name != "saba":
            assert after_a_run(quadratic, name) == cpp.pop(f"quadratic {name}"), name
        if name not in ("saba", "bros"):
            assert after_a_run(finite_sum, name) == cpp.pop(f"sum {name}"), name
    for name in bros.actions():
        assert after_a_run(bros.counterexample(), "bros", sampler="coordinates", action=name) == cpp.pop(f"action {name}"), name
    s = bros.suggest_steps(quadratic, 1000)
    assert [s.alpha, s.beta, s.gamma, s.theta] == cpp.pop("steps")
    assert list(bros.Stream(5).fork("a").fork(2).gaussians(5)) == cpp.pop("gaussians")
    p = bros.Subspace("haar", (5, 2, 3))
    p.draw(11)
    assert list(p.basis().ravel(order="F")) == cpp.pop("subspace")
    e = quadratic.exact([0.25, -1])
    assert [e.phi, *e.hypergradient] == cpp.pop("exact")
    study = bros.rate_study(quadratic, ["full-tangent", "naive"], [16, 64], seeds=2, key=9)
    for label, by_seed in study.by_seed.items():
        slope = study.slope[label]
        assert [*by_seed.ravel(), slope.value, slope.low, slope.high] == cpp.pop(f"study {label}"), label
    assert not cpp


def test_numpys_generator_has_the_words_of_the_stream():
    stream = bros.Stream(2**63 + 5).fork("data")
    words = stream.generator().bit_generator.random_raw(8)
    assert list(words) == [*stream.words(0), *stream.words(1)]
    assert np.array_equal(stream.generator().normal(size=3), stream.generator().normal(size=3))
