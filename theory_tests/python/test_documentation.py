"""Every public name has a docstring with an example, which is run; the stubs name what there is; the README's example runs."""
import ast
import contextlib
import doctest
import inspect
import io
import pathlib
import re
import sys

import matplotlib
matplotlib.use("Agg")
import numpy as np
import pytest

import bros
import bros.plots

SOURCE = pathlib.Path(__file__).resolve().parents[2]
MODULES = {"bros": bros, "bros.theory": bros.theory, "bros.bounds": bros.bounds, "bros.plots": bros.plots}
RESULTS = {"CheckReport", "Evaluation", "Exact", "Finding", "Method", "OracleCounts", "Problem", "RateConstants", "RateStudy",
           "State", "Trace"}  # come out of functions, which have the example


def documented():
    for place, module in MODULES.items():
        for name in module.__all__:
            value = getattr(module, name)
            if inspect.ismodule(value) or not callable(value):
                continue
            yield f"{place}.{name}", value
            if inspect.isclass(value):
                for member in vars(value):
                    attribute = inspect.getattr_static(value, member)
                    attribute = attribute if isinstance(attribute, property) else getattr(value, member)
                    if not member.startswith("_") and (callable(attribute) or isinstance(attribute, property)):
                        yield f"{place}.{name}.{member}", attribute


DOCUMENTED = dict(documented())


@pytest.mark.parametrize("name", DOCUMENTED)
def test_docstring_and_its_example(name):
    text = inspect.getdoc(DOCUMENTED[name])
    assert text and text.strip()
    test = doctest.DocTestParser().get_doctest(text, {"bros": bros, "np": np, "matplotlib": matplotlib}, name, None, 0)
    short = isinstance(DOCUMENTED[name], property) or name.split(".")[-1] in RESULTS | {"contains", "gradients", "products"} \
        or name.startswith(("bros.OwnSampler.", "bros.OwnAction.")) \
        or type(DOCUMENTED[name]).__name__ in ("_tuplegetter",) or "Evaluation." in name or "Exact." in name
    assert test.examples or short, "no example"
    said = io.StringIO()
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS).run(test, out=said.write)
    matplotlib.pyplot.close("all")
    assert not said.getvalue(), said.getvalue()


def test_stubs_name_what_the_compiled_part_has():
    from bros import _core
    tree = ast.parse((pathlib.Path(bros.__file__).parent / "_core.pyi").read_text())
    stubs = {node.name: node for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    public = {name for name in vars(_core) if not name.startswith("_")}
    assert public == {name for name in stubs if not name.startswith("_")}
    for name, node in stubs.items():
        value = getattr(_core, name, None)
        if isinstance(node, ast.ClassDef):
            if issubclass(value, tuple):
                continue
            members = {m.name for m in node.body if isinstance(m, ast.FunctionDef) and not m.name.startswith("_")}
            members |= {m.target.id for m in node.body if isinstance(m, ast.AnnAssign)}
            assert members == {m for m in vars(value) if not m.startswith("_")}, name
            init = [m for m in node.body if isinstance(m, ast.FunctionDef) and m.name == "__init__"]
            if init:
                assert arguments(init[0])[1:] == signature_in(value.__doc__ and type_text(value)), name
        else:
            assert arguments(node) == list(inspect.signature(value).parameters), name


def arguments(node):
    return [a.arg for a in node.args.args]


def type_text(cls):
    return cls.__text_signature__


def signature_in(text):
    return [p.split("=")[0].strip() for p in text.strip("()").split(",") if p.strip() not in ("$self", "self", "")]


def test_the_site_reads_from_the_sources_what_the_package_says():
    sys.path.insert(0, str(SOURCE / "docs/site"))
    import python_sources
    read = python_sources.package(SOURCE)
    assert list(read) == list(MODULES)
    for place, (doc, names) in read.items():
        module = MODULES[place]
        assert doc == inspect.getdoc(module)
        assert {n.name for n in names} == {n for n in module.__all__ if callable(getattr(module, n)) and not inspect.ismodule(getattr(module, n))}
        for of in names:
            value = getattr(module, of.name)
            assert of.doc == inspect.getdoc(value), of.name
            public = {m for m in vars(value) if not m.startswith("_")} if inspect.isclass(value) else set()
            assert {m.name for m in of.members} | {m for m in public if f"\n    {m}: " in of.signature} == public, of.name
            for member in of.members:
                has = inspect.getattr_static(value, member.name)
                has = has if isinstance(has, property) else getattr(value, member.name)
                assert member.doc == inspect.getdoc(has), (of.name, member.name)
                signature = getattr(has, "__text_signature__", None)
                if signature:
                    assert member.signature == member.name + signature.replace("$self, ", "").replace("$self", "")


def readme_example():
    return re.search(r"```python\n(import bros.*?|import numpy.*?)```(?:\n\n```text\n(.*?)```)?", (SOURCE / "README.md").read_text(), re.S)


def test_example_of_the_readme(tmp_path, monkeypatch):
    example = readme_example()
    monkeypatch.chdir(tmp_path)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(example.group(1), "README.md", "exec"), {})
    assert said.getvalue() == example.group(2)
    assert 10 <= len(example.group(1).strip().splitlines()) <= 20
    assert list(tmp_path.iterdir()), "the picture"
