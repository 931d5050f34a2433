"""The hard chain in unknown directions, and data cleaning on images of one's own."""
import numpy as np
import pytest

import bros


def test_a_rotated_chain_is_the_chain_in_its_directions():
    p, straight = bros.RotatedChain(length=5, dimension=20, rank=4, rotation=3), bros.ZeroChain(length=5, rank=5)
    u, a = p.directions, np.array([0.9, -0.3, 1.2, 0, 0.4])
    assert u.shape == (20, 5) and np.allclose(u.T @ u, np.eye(5))
    assert not np.allclose(u, bros.RotatedChain(length=5, dimension=20, rank=4, rotation=4).directions)
    mine, its = p.exact(u @ a), straight.exact(a)
    assert np.isclose(mine.phi, its.phi) and np.allclose(mine.hypergradient, u @ its.hypergradient)
    assert p.noise_variance == straight.noise_variance and p.reveal == straight.reveal
    assert bros.check_problem(bros.RotatedChain(length=3, dimension=8, rank=3), derivatives="in_the_mean").ok


def images(count, rng, classes=3, features=12):
    labels = rng.integers(classes, size=count)
    pixels = 60 + 120 * (np.arange(features) % classes == labels[:, None]) + rng.integers(40, size=(count, features))
    return pixels, labels


def test_data_cleaning_finds_the_wrong_labels():
    pixels, labels = images(90, np.random.default_rng(2))
    p = bros.DataCleaning(pixels.astype(np.uint8), labels, training=60, validation=30, rank=6, classes=3, share=0.25, seed=8,
                          feature_scale=4.0)
    assert len(p.corrupted) == 15 and p.dim_upper == 60 and len(p.labels) == 60
    assert [i for i in range(60) if p.labels[i] != labels[i]] == p.corrupted
    again = bros.DataCleaning(pixels.reshape(90, 3, 4), labels, training=60, validation=30, rank=6, classes=3, share=0.25, seed=8,
                          feature_scale=4.0)
    assert again.corrupted == p.corrupted and p.samples_per_evaluation == 62
    assert bros.check_problem(p, probes=3).ok
    method = bros.make_method(p, "full-tangent")
    bros.run(method, bros.Steps(20.0, 0.2, 0.2, 0.5), 3000)
    wrong = np.isin(np.arange(60), p.corrupted)
    assert method.x[wrong].max() < 0 < method.x[~wrong].min()


def test_the_losses_are_those_of_numpy():
    pixels, labels = images(20, np.random.default_rng(4))
    p = bros.DataCleaning(pixels, labels, training=12, validation=8, rank=3, classes=3, batch=12, share=0, mu=0.1, sampling="slots")
    x = np.linspace(-1, 1, 12)
    e = p.exact(x)
    a = 0.25 * pixels / 255
    def losses(y):
        s = a @ y
        return np.log(np.exp(s).sum(axis=1)) - s[np.arange(20), labels]
    assert np.isclose(e.phi, losses(e.lower_solution)[12:].mean(), rtol=1e-12)
    def g(y):
        return np.mean(losses(y)[:12] / (1 + np.exp(-x))) + 0.05 * np.sum(y**2)
    rng = np.random.default_rng(1)
    assert all(g(e.lower_solution) < g(e.lower_solution + 1e-3 * rng.normal(size=(12, 3))) for _ in range(20))


def test_the_palette_is_one():
    plots = pytest.importorskip("bros.plots")
    assert plots.palette[:2] == ("#0072B2", "#D55E00") and len(set(plots.palette)) == len(plots.palette) == 11
