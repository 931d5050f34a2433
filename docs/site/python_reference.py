"""The reference of the Python package, from its docstrings, as Markdown. Docstrings stand as they are: their columns mean something."""
import importlib
import inspect

MODULES = ["bros", "bros.theory", "bros.bounds", "bros.plots"]


def markdown(logger):
    try:
        bros = importlib.import_module("bros")
    except ImportError:
        return ("**This copy of the site was built without the package**, so that its reference is not here. "
                "Build the package first (`scripts/test` does), then the site. With the package at hand, `help(bros)` shows the same.\n")
    text = [block(bros.__doc__)]
    seen = set()
    for module_name in MODULES:
        try:
            module = importlib.import_module(module_name)
        except ImportError as error:  # matplotlib may be absent
            text.append(f"## {module_name}\n\nNot shown: {error}.\n")
            continue
        text.append(f"## {module_name}\n")
        if module is not bros:
            text.append(block(module.__doc__ or ""))
        for name in sorted(getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")], key=str.lower):
            thing = getattr(module, name)
            if inspect.ismodule(thing) or id(thing) in seen and not isinstance(thing, (str, tuple, int, float)):
                continue
            seen.add(id(thing))
            if not (inspect.isclass(thing) or callable(thing)):
                continue  # values: the module's own text speaks of them
            text.append(entry(logger, f"{module_name}.{name}", thing, "###"))
            if inspect.isclass(thing):
                for member, value in vars(thing).items():
                    if not member.startswith("_") and (callable(value) or isinstance(value, (property, staticmethod, classmethod))):
                        text.append(entry(logger, f"{name}.{member}", getattr(thing, member), "####"))
    return "\n".join(text)


def entry(logger, name, thing, level):
    doc = inspect.getdoc(thing)
    if not doc:
        logger.warning("%s has no docstring", name)
        doc = ""
    return f"{level} {name}\n\n{signature(thing)}{block(doc)}"


def signature(thing):
    """The signature of what has one and does not say it in its first line."""
    if inspect.isfunction(thing):
        return f"```text\n{thing.__name__}{inspect.signature(thing)}\n```\n"
    text = getattr(thing, "__text_signature__", None)
    return f"```text\n{thing.__name__}{text.replace('($self, ', '(').replace('($self)', '()')}\n```\n" if text else ""


def block(doc):
    """Text as it stands; examples in colour."""
    text, examples, out = [], False, []

    def close():
        lines = "\n".join(text).strip("\n")
        if lines:
            out.append(f"````{{code-block}} {'pycon' if examples else 'text'}\n:class: docstring\n\n{lines}\n````\n")
        text.clear()

    for line in (doc or "").splitlines():
        begins, ends = line.lstrip().startswith(">>>") and not examples, examples and not line.strip()
        if begins or ends:
            close()
            examples = begins
        text.append(line)
    close()
    return "\n".join(out) + "\n"
