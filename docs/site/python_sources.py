"""The public names of the Python package, with signatures and docstrings, read from its sources: nothing is compiled or imported.

What there is, and in which order, say the stubs (_core.pyi) and the __all__ of the modules; what it does say the docstrings in
lib/python/*.cpp and lib/python/bros/*.py. A test compares them with those of the package (theory_tests/python).
"""
import ast
import dataclasses
import inspect
import re
from pathlib import Path

MODULES = ["bros", "bros.theory", "bros.bounds", "bros.plots"]


@dataclasses.dataclass
class Name:
    """A function, a class or a member of one. `signature` is empty where there is none to show."""

    name: str
    signature: str
    doc: str
    members: list


def package(root):
    """{module: (its docstring, its public names)}, of a source tree."""
    folder = Path(root) / "lib/python"
    compiled = bindings(folder)
    stubs = {node.name: node for node in _parsed(folder / "bros/_core.pyi").body
             if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    modules = {}
    for module in MODULES:
        path = folder / "bros" / (module.partition(".")[2] + ".py" if "." in module else "__init__.py")
        tree = _parsed(path)
        names = [from_stub(stubs[name], compiled) if name in stubs else from_python(_defined(folder, tree, name))
                 for name in sorted(_all(tree), key=str.lower) if name in stubs or _defined(folder, tree, name)]
        modules[module] = ast.get_docstring(tree) or "", names
    return modules


def from_stub(node, compiled):
    def of(name, doc, members):
        head, signature, text = re.match(r"(?:(\w+)(\(.*?\))\n--\n\n)?(.*)", doc, re.S).groups()
        signature = re.sub(r"\$self(, )?", "", signature or "")
        return Name(name, head + signature if head else "", inspect.cleandoc(text), members)
    members, fields = [], []  # fields: said by the class itself
    for part in node.body if isinstance(node, ast.ClassDef) else []:
        name = part.target.id if isinstance(part, ast.AnnAssign) else getattr(part, "name", "_")
        doc = compiled.get(f"{node.name}.{name}")
        typed = f"{name}: {ast.unparse(part.annotation)}" if isinstance(part, ast.AnnAssign) else ""
        if not name.startswith("_") and doc is not None:
            members.append(of(name, doc, []))
            members[-1].signature = typed or members[-1].signature
        elif typed:
            fields.append(f"    {typed}")
    whole = of(node.name, compiled.get(node.name, ""), members)
    if fields:
        whole.signature = "\n".join([whole.signature or node.name, *fields])
    return whole


def from_python(node):
    if isinstance(node, ast.FunctionDef):
        plain = re.sub(r"^self(, )?", "", ast.unparse(node.args))
        return Name(node.name, f"{node.name}({plain})", ast.get_docstring(node) or "", [])
    members = [from_python(part) for part in node.body if isinstance(part, ast.FunctionDef) and not part.name.startswith("_")]
    return Name(node.name, "", ast.get_docstring(node) or "", members)


def _parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def _all(tree):
    return next(ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "__all__")


def _defined(folder, tree, name):
    """Where a module defines a function or a class, or imports it from; None for a module and for a value."""
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and node.name == name:
            return node
        if isinstance(node, ast.ImportFrom) and node.module and node.module != "_core" and name in [a.name for a in node.names]:
            path = folder / "bros" / f"{node.module}.py"
            return _defined(folder, _parsed(path), name)
    return None


TOKEN = re.compile(r'R"\((?P<raw>.*?)\)"|"(?P<plain>(?:\\.|[^"\\\n])*)"|//[^\n]*|\'(?:\\.|[^\'\\])\'|(?P<open>[([{])|(?P<close>[)\]}])', re.S)
BEFORE = re.compile(r"(?P<module>\bm\.def)$|(?P<member>\.def\w*)$|(?P<of_class>py::class_<[^()]*>\s*\w*)$|(?P<tuple>\bnamed_tuple)$")


def bindings(folder):
    """{"name" or "Class.member": docstring}, from what the bindings define with a docstring: .def("name", .., "doc") and the like."""
    found = {}
    for path in sorted(folder.glob("*.cpp")):
        text, scope, frames, end = path.read_text(encoding="utf-8"), "", [], 0
        for token in TOKEN.finditer(text):
            if token["open"]:
                kind = BEFORE.search(text[max(0, token.start() - 200):token.start()].rstrip())
                frames.append((kind.lastgroup if kind and token["open"] == "(" else None, token.end(), []))
            elif token["close"]:
                kind, begin, strings = frames.pop()
                named = strings and (kind == "of_class" or not text[begin:strings[0][1]].strip())
                if kind in ("module", "member", "tuple") and named and len(strings) > 1:
                    found[(f"{scope}." if kind == "member" else "") + strings[0][0]] = strings[-1][0]
            elif token["raw"] is not None or token["plain"] is not None:
                value = token["raw"] if token["raw"] is not None else ast.literal_eval(f'"{token["plain"]}"')
                kind, _, strings = frames[-1] if frames else (None, 0, [])
                if strings and not text[end:token.start()].strip():
                    strings[-1] = strings[-1][0] + value, strings[-1][1]
                else:
                    strings.append((value, token.start()))
                if kind == "of_class" and len(strings) == 1:
                    scope = value
                if kind == "of_class" and len(strings) >= 2:
                    found[scope] = strings[-1][0]
                end = token.end()
    return found
