"""What is wrong is refused in words: the field, its value, what is allowed; never a crash."""
import inspect
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import bros

C = bros.counterexample()
STEPS = bros.Steps(0.1, 0.1, 0.1)


def method(name="bros"):
    return bros.make_method(C, name)


WRONG = [
    (lambda: bros.Blocks((3, 1, 4)), ValueError, "block.rank = 4: between 1 and rows = 3"),
    (lambda: bros.Blocks([]), ValueError, r"blocks = \[\]: at least one block"),
    (lambda: bros.Blocks("abc"), TypeError, "blocks = 'abc': must be"),
    (lambda: bros.Blocks([(1, 2)]), ValueError, r"blocks = \(1, 2\): must be"),
    (lambda: bros.Blocks((3, 1.0, 2)), TypeError, "block.cols = 1.0: must be a whole number"),
    (lambda: bros.Blocks([(2**31, 2**31, 1)]), ValueError, "at most 2\\^47"),
    (lambda: bros.Stream(-1), ValueError, r"seed = -1: must be between 0 and 2\^64 - 1"),
    (lambda: bros.Stream(1.5), TypeError, "seed = 1.5: must be a whole number, or a Stream"),
    (lambda: bros.Stream(True), TypeError, "seed = True"),
    (lambda: bros.Subspace("hair", (3, 1, 2)), ValueError, "sampler = hair: must be one of full, haar, coordinates, hadamard"),
    (lambda: bros.Subspace("hadamard", (3, 1, 2)), ValueError, "a power of two"),
    (lambda: bros.Subspace("haar", (3, 1, 2)).restrict(np.ones(3)), ValueError, "y = an array 3 long of float64: must be an array 3 x 1"),
    (lambda: bros.Subspace("haar", (3, 1, 2)).lift([[math.nan], [0]]), ValueError, "w = not finite: finite numbers"),
    (lambda: bros.Subspace("haar", (3, 1, 2)).basis(1), ValueError, "block = 1: must be between 0 and 0"),
    (lambda: bros.Action("biprobe", bros.Subspace("haar", (3, 1, 1))), ValueError, "block.rank = 1: at least 2"),
    (lambda: bros.Action("biprobe", "haar"), TypeError, "subspace = 'haar': must be a Subspace"),
    (lambda: bros.Quadratic((2, 1, 1), A=np.eye(3), C=[[1, 0]]), ValueError, "A = an array 3 x 3 of float64: must be an array 2 x 2"),
    (lambda: bros.Quadratic((2, 1, 1), A=-np.eye(2), C=[[1, 0]]), ValueError, "lower.A = indefinite"),
    (lambda: bros.Quadratic((2, 1, 1), A=np.eye(2) * 1j, C=[[1, 0]]), TypeError, "A = an array 2 x 2 of complex128: must be real"),
    (lambda: bros.Quadratic((2, 1, 1), A=np.eye(2, dtype=bool), C=[[1, 0]]), TypeError, "A = an array 2 x 2 of bool"),
    (lambda: bros.Quadratic((2, 1, 1), A=np.eye(2, dtype=np.longdouble), C=[[1, 0]]), TypeError, "A = "),
    (lambda: bros.Quadratic((2, 1, 1), A=[["1", "0"], ["0", "1"]], C=[[1, 0]]), TypeError, "A = an array 2 x 2 of <U1"),
    (lambda: bros.Quadratic((2, 1, 1), A=[[1, 0], [0]], C=[[1, 0]]), ValueError, r"A = \[\[1, 0\], \[0\]\]: must be"),
    (lambda: bros.Quadratic((1, 1, 1), A=[[2**60 + 1]], C=[[1]]), ValueError, r"A = .*: whole numbers must be below 2\^53"),
    (lambda: bros.Quadratic((1, 1, 1), A=[[1]], C=[[math.inf]]), ValueError, "C = not finite"),
    (lambda: bros.Quadratic((1, 1, 1), A=[[1]], C=[[1]], noise={"hesian": 1}), ValueError, "noise = 'hesian': keys are"),
    (lambda: bros.Quadratic((1, 1, 1), A=[[1]], C=[[1]], noise={"hessian": -1}), ValueError, "noise.hessian = -1"),
    (lambda: bros.Quadratic((1, 1, 1), A=[[1]], C=[[1]], noise={"hessian": math.nan}), ValueError, "noise.hessian = nan"),
    (lambda: bros.Quadratic((1, 1, 1), A=[[1]], C=[[1]], batch=0), ValueError, "batch = 0: must be between 1"),
    (lambda: bros.FiniteSum((2, 1, 1), {"q": np.eye(2), "r": 1}, {"q": np.eye(2)}, 1), ValueError, "lower = 'r': keys are p, q, u, w, a, b"),
    (lambda: bros.FiniteSum((2, 1, 1), {"q": np.eye(2), "u": np.ones((3, 1))}, {"q": np.eye(2)}, 1), ValueError, "lower.u = an array 3 x 1 of float64: must be an array 2 x 1"),
    (lambda: bros.FiniteSum((2, 1, 1), {"q": np.eye(2)}, {}, 1), ValueError, "upper = {}: at least one factor"),
    (lambda: bros.FiniteSum((2, 1, 1), {"q": np.eye(2)}, {"q": np.eye(2)}, 1, sampling="all"), ValueError, "sampling = all: must be one of iid"),
    (lambda: bros.ZeroChain(length=1), ValueError, "chain.length = 1: at least 2"),
    (lambda: bros.ZeroChain(reveal=0), ValueError, "chain.reveal = 0"),
    (lambda: bros.FullSpaceProblem((2, 1, 1), 0), ValueError, "dim_upper = 0"),
    (lambda: C.exact([1, 2]), ValueError, "x = an array 2 long of int64: must be an array 1 long|x = an array 2 long"),
    (lambda: C.evaluate([0], [[1], [1], [1]], tangents=3), TypeError, "tangents = 3"),
    (lambda: C.evaluate([0], [[1], [1], [1]], subspace=bros.Subspace("haar", (4, 1, 2))), ValueError, "subspace.blocks = of other shapes"),
    (lambda: bros.make_method(C, "brs"), ValueError, "method = brs: must be one of bros, full-tangent"),
    (lambda: bros.make_method(C, 3), TypeError, "method = 3: must be a str"),
    (lambda: bros.make_method("C"), TypeError, "problem = 'C': must be a Problem"),
    (lambda: bros.make_method(C, "ma-soba", sampler="haar"), ValueError, "sampler = 'haar': is not taken by the method ma-soba"),
    (lambda: bros.make_method(C, "full-tangent", action="biprobe"), ValueError, "action = 'biprobe': is not taken"),
    (lambda: bros.make_method(C, sampler=bros.Subspace("haar", (4, 1, 2))), ValueError, "sampler.blocks = of other shapes"),
    (lambda: bros.make_method(C, action=7), TypeError, "action = 7: must be a name, an Action or an OwnAction"),
    (lambda: bros.make_method(C, "amigo", inner=-1), ValueError, "inner = -1"),
    (lambda: bros.Steps(0, 1, 1), ValueError, "alpha = 0: positive and finite"),
    (lambda: bros.Steps(1, math.nan, 1), ValueError, "beta = nan: positive and finite"),
    (lambda: bros.Steps("1", 1, 1), TypeError, "alpha = '1': must be a real number"),
    (lambda: bros.Steps(1, 1, 1, momentum=1), ValueError, "momentum = 1"),
    (lambda: bros.run(method(), bros.Steps(1, 1, 1, 4), 5), ValueError, r"theta = 4: in \(0, 1\]"),
    (lambda: bros.run(method(), "best", 5), ValueError, 'steps = best: must be "auto"'),
    (lambda: bros.run(method(), 0.1, 5), TypeError, "steps = 0.1: must be Steps"),
    (lambda: bros.run(method(), lambda k: 0.1, 5), TypeError, r"steps\(k\) = 0.1: must be Steps"),
    (lambda: bros.run(method(), STEPS, -5), ValueError, "horizon = -5: must be between 1"),
    (lambda: bros.run(method(), STEPS, 5.0), TypeError, "horizon = 5.0: must be a whole number"),
    (lambda: bros.run(method(), STEPS, 10, every=0), ValueError, "every = 0"),
    (lambda: bros.DecayingSchedule(STEPS, 2), ValueError, r"decay = 2: in \[0, 1\]"),
    (lambda: bros.horizon_schedule(3, 4), TypeError, "c = 3: must be Steps"),
    (lambda: bros.suggest_steps(C, 0), ValueError, "horizon = 0"),
    (lambda: bros.check_problem(C, derivatives="all"), ValueError, "derivatives = all"),
    (lambda: bros.check_problem(C, spread=math.nan), ValueError, "check.spread = nan"),
    (lambda: bros.mean_interval([1]), ValueError, "values.size = 1: at least 2"),
    (lambda: bros.mean_interval([1, 2], level=1), ValueError, r"level = 1: in \(0, 1\)"),
    (lambda: bros.log_log_slope([1, 2], [[1, 2]]), ValueError, "seeds = 1: at least 2"),
    (lambda: bros.log_log_slope([1, 2], [[1, 2, 3]]), ValueError, "by_seed = "),
    (lambda: bros.theory.haar_second(np.eye(4), 3, 2), ValueError, "moments.A = 4 x 4"),
    (lambda: bros.theory.haar_coefficients(3, 4), ValueError, "r = 4: between 1 and m = 3"),
    (lambda: bros.theory.weingarten(5, 3), ValueError, "5"),
    (lambda: bros.theory.Estimator("biprobe", "hadamard", (4, 1, 2)), ValueError, "sampler = hadamard: must be one of haar, coordinates"),
    (lambda: bros.theory.Estimator("biprobe", "haar", (4, 1, 1)), ValueError, "block.rank = 1"),
    (lambda: bros.theory.second_moment(bros.theory.Estimator("plain", "haar", (2, 1, 1)), np.eye(3), [[1], [1]]), ValueError, "hessian = "),
    (lambda: bros.theory.relative_variance(bros.theory.Estimator("plain", "haar", (2, 1, 1)), [[0, 0], [0, 0]], [[1], [1]]), ValueError, "H Z = 0"),
    (lambda: bros.theory.MomentRecursion(C, "saba"), ValueError, "method = saba: a single loop"),
    (lambda: bros.theory.MomentRecursion(bros.ZeroChain()), TypeError, "problem = .*: must be a Quadratic"),
    (lambda: bros.theory.MomentRecursion(C).step(np.eye(2), STEPS), ValueError, "moments = an array 2 x 2"),
    (lambda: bros.bounds.Assumptions(2, 1, 1), ValueError, "L_g1 = 1: finite and at least 2"),
    (lambda: bros.bounds.Assumptions(1, 2, 1).with_action("plain", (3, 1, 2)), ValueError, "action = plain"),
    (lambda: bros.rate_study(C, ["bros"], [10], seeds=2), ValueError, "horizons = 1 values: at least 2"),
    (lambda: bros.rate_study(C, ["bros"], [10, 20], seeds=1), ValueError, "seeds = 1: must be between 2"),
    (lambda: bros.rate_study(C, ["bros"], [20, 10], seeds=2), ValueError, "horizons = 10: positive and increasing"),
    (lambda: bros.rate_study(C, [], [10, 20], seeds=2), ValueError, "methods = none"),
    (lambda: bros.rate_study(C, {"a": {"key": 3}}, [10, 20], seeds=2), TypeError, r"methods\['a'\] = 'key': is not an argument"),
    (lambda: bros.rate_study(C, {"a": "bros"}, [10, 20], seeds=2), TypeError, r"methods\['a'\] = 'bros'"),
    (lambda: bros.rate_study(C, ["bros"], [10, 20], seeds=2, confidence=1), ValueError, "level = 1"),
    (lambda: bros.run(method(), STEPS, 5, observe=3), TypeError, "observe = 3: must be None, or a function"),
    (lambda: bros.run(method(), STEPS, 5, observe=lambda m: True), TypeError, "observe: returned = True: must be a str"),
    (lambda: bros.run(method(), STEPS, 5, observe=lambda m: "halt"), ValueError, 'observe: returned = halt: None, "converged" or "stop"'),
    (lambda: method().restore(3), TypeError, "state = 3: must be a State"),
    (lambda: method().restore(bros.make_method(bros.rate_instance(), "bros").state()), ValueError, "state.x = 2: of size 1"),
    (lambda: bros.RotatedChain(length=9, dimension=8), ValueError, "chain.dimension = 8: at least the length"),
    (lambda: bros.RotatedChain(reveal=0), ValueError, "reveal = 0"),
    (lambda: bros.DataCleaning([[0.5]], [0], 1, 1, 1), ValueError, "images = 0.5: whole numbers from 0 to 255"),
    (lambda: bros.DataCleaning([[256]], [0], 1, 1, 1), ValueError, "images = 256"),
    (lambda: bros.DataCleaning([[1], [2]], [0], 1, 1, 1), ValueError, "labels.size = 1: as many as images, 2"),
    (lambda: bros.DataCleaning([[1], [2]], [0, 3], 1, 1, 1, classes=3), ValueError, "label = 3: below classes = 3"),
    (lambda: bros.DataCleaning([[1], [2]], [0, 1], 2, 1, 1), ValueError, "images = 2: at least training"),
    (lambda: bros.DataCleaning([[1], [2]], [0, 1], 1, 1, 2, batch=1), ValueError, "rank = 2"),
    (lambda: bros.DataCleaning([[1], [2]], [0, 1], 1, 1, 1), ValueError, "batch = 32: between 1 and the larger"),
    (lambda: bros.DataCleaning([[1], [2]], [0, 1], 1, 1, 1, batch=1, sampling="all"), ValueError, "sampling = all"),
    (lambda: bros.rate_study(C, [3], [10, 20], seeds=2), TypeError, r"methods = \[3\]"),
    (lambda: bros.rate_study(C, ["bros"], [10, 20], seeds=2, steps=3), TypeError, "steps = 3"),
    (lambda: bros.Quadratic.read(3), TypeError, "str, bytes or os.PathLike"),
]


@pytest.mark.parametrize("case", range(len(WRONG)))
def test_wrong_input(case):
    call, error, words = WRONG[case]
    with pytest.raises(error, match=words):
        call()


def test_arrays_of_any_strides_and_flags_are_copied():
    A = np.diag([1.0, 2, 3, 4])
    every_other = np.kron(A, np.ones((2, 2)))[::2, ::2]
    frozen = A.copy()
    frozen.flags.writeable = False
    blocks = (4, 1, 2)
    of = [bros.Quadratic(blocks, A=a, C=np.ones((1, 4))).exact([1.0]).lower_solution
          for a in (A, A.tolist(), every_other, A.T, frozen, A.astype(np.float32), A.astype(np.int8), A[::-1][::-1])]
    assert all(np.array_equal(of[0], o) for o in of)
    mine = A.copy()
    problem = bros.Quadratic(blocks, A=mine, C=np.ones((1, 4)))
    mine[:] = 0
    assert np.array_equal(problem.exact([1.0]).lower_solution, of[0])
    answer = problem.x0
    answer[0] = 7
    assert problem.x0[0] == 0 and answer.flags.writeable


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.just(C) | st.just(STEPS)
    | st.just(np.ones((3, 1))) | st.just(np.float32(1)) | st.just(Fraction(1, 3)) | st.just((3, 1, 2)) | st.just("haar")
    | st.just("bros") | st.just(object()) | st.just(len),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2), max_leaves=4)
CALLABLE = [getattr(m, name) for m in (bros, bros.theory, bros.bounds) for name in m.__all__
            if callable(getattr(m, name)) and name not in ("RateStudy", "rate_study", "Exact", "Evaluation")]


@settings(max_examples=400, deadline=None)
@given(function=st.sampled_from(CALLABLE), arguments=st.lists(anything, max_size=5))
def test_any_arguments_do_or_are_refused(function, arguments):
    if function in (bros.gaussian_finite_sum, bros.zero_chain_for, bros.ZeroChain) and any(isinstance(a, int) and a > 1000 for a in arguments):
        return  # a size that may be had, if there is the memory
    try:
        function(*arguments)
    except (ValueError, TypeError) as error:
        assert str(error)
    except MemoryError:
        pass


def test_signatures_are_there_for_help():
    assert list(inspect.signature(bros.run).parameters) == ["method", "steps", "horizon", "every", "observe"]
    assert list(inspect.signature(bros.make_method).parameters)[:3] == ["problem", "method", "sampler"]
