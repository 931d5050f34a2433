"""Problems written in Python: the same answers as the library's own, and nothing broken by what they raise."""
import gc
import os
import signal
import threading
import time
import traceback

import numpy as np
import pytest

import bros

A, STEPS = np.diag([1.0, 2.0, 3.0, 4.0]), bros.Steps(0.05, 0.1, 0.1, 0.3)
CROSS, F = np.array([[1.0, -1, 0, 2], [0, 1, 1, 0]]), np.array([1.0, 0, -1, 2])


class Own(bros.FullSpaceProblem):
    """Quadratic(blocks, A, CROSS, f=F, H=I), without noise, for one block or two."""

    def __init__(self, blocks=(4, 1, 2), **kwargs):
        super().__init__(blocks, dim_upper=2, **kwargs)
        self.calls = 0

    def gradients(self, x, y, sample):
        self.calls += 1
        y = self.blocks.vec(y)
        return self.shaped(A @ y + CROSS.T @ x), self.shaped(F), x, CROSS @ y

    def products(self, x, y, t, sample):
        self.calls += 1
        t = self.blocks.vec(t)
        return self.shaped(A @ t), CROSS @ t

    def shaped(self, v):
        return self.blocks.unvec(v)


class Batched(Own):
    batched = True

    def products(self, x, y, t, sample):
        self.calls += 1
        if isinstance(t, list):
            v = [self.blocks.vec([block[i] for block in t]) for i in range(len(t[0]))]
            h = [self.blocks.unvec(A @ w) for w in v]
            return [np.stack([w[b] for w in h]) for b in range(len(t))], np.stack([CROSS @ w for w in v])
        return A @ t, (CROSS @ t)[:, :, 0]


BUILT_IN = {blocks: bros.Quadratic(list(blocks), A=A, C=CROSS, f=F, H=np.eye(2)) for blocks in (((4, 1, 2),), ((2, 1, 2), (1, 2, 1)))}


@pytest.mark.parametrize("blocks", BUILT_IN)
@pytest.mark.parametrize("kind", [Own, Batched])
@pytest.mark.parametrize("name", [m for m in bros.methods() if m != "saba"])
def test_it_runs_as_the_librarys_own(kind, name, blocks):
    def end(problem):
        method = bros.make_method(problem, name, key=3)
        assert bros.run(method, STEPS, 40).status == "horizon_reached"
        return method
    mine, its = end(kind(list(blocks))), end(BUILT_IN[blocks])
    assert np.allclose(mine.x, its.x, rtol=1e-12, atol=1e-14)
    assert np.allclose(mine.problem.blocks.vec(mine.y), its.problem.blocks.vec(its.y), rtol=1e-12, atol=1e-14)
    assert mine.counts.hessian_actions == its.counts.hessian_actions


def test_a_batched_problem_is_asked_less_often():
    calls = []
    for kind in (Own, Batched):
        problem = kind()
        method = bros.make_method(problem, "bros")
        problem.calls = 0
        bros.run(method, STEPS, 10)
        calls.append(problem.calls)
    assert calls == [30, 20]


@pytest.mark.parametrize("kind", [Own, Batched])
def test_check_problem(kind):
    assert bros.check_problem(kind()).ok

    class Wrong(kind):
        def products(self, x, y, t, sample):
            h, c = super().products(x, y, t, sample)
            return 1.01 * h, c
    report = bros.check_problem(Wrong())
    assert not report.ok and "hessian_action" in {f.quantity for f in report.failures} and "FAILED" in str(report)


class Failing(Own):
    def gradients(self, x, y, sample):
        if sample.index == self.fails_at:
            raise ZeroDivisionError("mine")
        return super().gradients(x, y, sample)


@pytest.mark.parametrize("batched", [False, True])
def test_what_it_raises_comes_through_with_its_traceback_and_the_run_goes_on(batched):
    problem = Failing()
    problem.batched = False
    problem.fails_at = 7
    method = bros.make_method(problem, "bros")
    with pytest.raises(ZeroDivisionError, match="mine") as caught:
        bros.run(method, STEPS, 20)
    frames = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert frames[-1] == "gradients"
    assert method.counts.iterations == 7
    problem.fails_at = -1
    assert bros.run(method, STEPS, 20).status == "horizon_reached"
    whole = bros.make_method(Own(), "bros")
    bros.run(whole, STEPS, 20)
    assert np.array_equal(method.x, whole.x)


ANSWERS = {
    "gradients": [
        (lambda a: None, TypeError, "gradients = None: must return"),
        (lambda a: a[:2], ValueError, "must return .grad_Y g, grad_Y f, grad_x f"),
        (lambda a: (a[0][:, 0], *a[1:]), ValueError, "gradients: lower_gradient = an array 4 long of float64: must be an array 4 x 1"),
        (lambda a: (a[0], a[1] + np.nan, *a[2:]), ValueError, "gradients: upper_gradient_lower = not finite"),
        (lambda a: (a[0], a[1], "x"), TypeError, "gradients: upper_gradient_upper"),
        (lambda a: (a[0], a[1], a[2].astype(complex)), TypeError, "complex128"),
    ],
    "products": [
        (lambda a: a[0], (TypeError, ValueError), "products"),
        (lambda a: (a[0], a[1][:1]), ValueError, "products: cross = an array"),
        (lambda a: (a[0] + np.inf, a[1]), ValueError, "products: hessian = not finite"),
        (lambda a: (a[0].T, a[1]), ValueError, "products: hessian = an array"),
    ]}


@pytest.mark.parametrize("kind", [Own, Batched])
@pytest.mark.parametrize("function,case", [(f, i) for f in ANSWERS for i in range(len(ANSWERS[f]))])
def test_wrong_answers_are_named(kind, function, case):
    change, error, words = ANSWERS[function][case]
    wrong = type("Wrong", (kind,), {function: lambda self, *args: change(getattr(kind, function)(self, *args))})
    with pytest.raises(error, match=words):
        bros.run(bros.make_method(wrong(), "bros"), STEPS, 2)


def test_a_function_that_is_missing():
    class Half(bros.FullSpaceProblem):
        pass
    with pytest.raises(NotImplementedError, match=r"Half.gradients\(x, y, sample\): must be defined"):
        bros.run(bros.make_method(Half((2, 1, 1), 1), "full-tangent"), STEPS, 1)

    class Forgot(bros.FullSpaceProblem):
        def __init__(self):
            pass
    with pytest.raises(TypeError, match="__init__"):
        Forgot()


def test_divergence_is_a_status():
    method = bros.make_method(Own(), "full-tangent")
    assert bros.run(method, bros.Steps(10, 10, 10, 1), 2000).status == "not_finite"


def test_samples_are_functions_of_the_key():
    class Noisy(Own):
        def gradients(self, x, y, sample):
            g = super().gradients(x, y, sample)
            return g[0] + sample.own.fork("g").generator().normal(size=(4, 1)), *g[1:]
    ends = []
    for key in (1, 1, 2):
        method = bros.make_method(Noisy(), "full-tangent", key=key)
        bros.run(method, STEPS, 20)
        ends.append(method.x)
    assert np.array_equal(ends[0], ends[1]) and not np.array_equal(ends[0], ends[2])


def test_exact_serves_traces_and_is_checked():
    class Solved(Own):
        def exact(self, x):
            e = BUILT_IN[((4, 1, 2),)].exact(x)
            return e.phi, e.hypergradient, e.lower_solution, e.auxiliary_solution
    trace = bros.run(bros.make_method(Solved(), "ma-soba"), STEPS, 3000)
    assert trace.squared_gradient[-1] < 1e-12 < trace.squared_gradient[0]
    assert bros.check_problem(Solved()).ok
    assert np.isnan(bros.run(bros.make_method(Own(), "ma-soba"), STEPS, 3).squared_gradient).all()
    with pytest.raises(ValueError, match="problem = without exact"):
        Own().exact([0, 0])
    with pytest.raises(ValueError, match="problem = without exact"):
        bros.mean_squared_gradient(bros.make_method(Own(), "ma-soba"), STEPS, 3)


def test_what_is_handed_over_may_be_kept_and_changed():
    kept = []

    class Keeping(Own):
        def gradients(self, x, y, sample):
            kept.append(y)
            g = super().gradients(x, y, sample)
            y[:] = 1e9
            return g
    mine, plain = (bros.make_method(kind(), "full-tangent") for kind in (Keeping, Own))
    bros.run(mine, STEPS, 20), bros.run(plain, STEPS, 20)
    assert np.array_equal(mine.x, plain.x)
    del mine
    gc.collect()
    assert all((k == 1e9).all() for k in kept)


def test_a_method_keeps_its_problem():
    method = bros.make_method(Own(), "bros")
    gc.collect()
    bros.run(method, STEPS, 5)
    assert type(method.problem) is Own
    exact = bros.make_method(bros.Quadratic((2, 1, 1), A=np.eye(2), C=[[1, 0]]), "full-tangent")
    gc.collect()
    bros.run(exact, STEPS, 5)


def test_one_caller_at_a_time():
    class Selfish(Own):
        def gradients(self, x, y, sample):
            bros.run(self.method, STEPS, 10)
    problem = Selfish()
    problem.method = bros.make_method(problem, "full-tangent")
    with pytest.raises(RuntimeError, match="the method is running already"):
        bros.run(problem.method, STEPS, 10)


def test_other_threads_go_on_while_a_run_is_in_cpp():
    """Two runs in two threads, and a third thread that counts meanwhile."""
    method = bros.make_method(bros.rate_instance(), "bros")
    worker = threading.Thread(target=bros.run, args=(method, STEPS, 10**5), kwargs={"every": 10**5})
    ticks = 0
    worker.start()
    while worker.is_alive():
        time.sleep(0.001)
        ticks += 1
    assert ticks > 20
    problem, ends = Own(), []
    def work():
        mine = bros.make_method(problem, "bros")
        bros.run(mine, STEPS, 300)
        ends.append(mine.x)
    workers = [threading.Thread(target=work) for _ in range(3)]
    [w.start() for w in workers], [w.join() for w in workers]
    assert len(ends) == 3 and np.array_equal(ends[0], ends[1]) and np.array_equal(ends[0], ends[2])


@pytest.mark.parametrize("what", ["run", "own", "curve", "rate_study"])
def test_ctrl_c_ends_a_run(what):
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    method = bros.make_method(Own() if what == "own" else bros.rate_instance(), "bros")
    started = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        if what == "curve":
            bros.theory.MomentRecursion(bros.rate_instance()).curve(STEPS, 10**9)
        elif what == "rate_study":
            bros.rate_study(bros.rate_instance(), ["bros"], [10, 10**9], seeds=2, steps=bros.Steps(0.4, 2, 2, 2))
        else:
            bros.run(method, STEPS, 10**10)
    assert time.monotonic() - started < 5
    if what in ("run", "own"):
        done = method.counts.iterations
        assert done > 0 and bros.run(method, STEPS, done + 5).status == "horizon_reached"
