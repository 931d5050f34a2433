"""The reference of the Python package, from its docstrings, as Markdown. Docstrings stand as they are: their columns mean something."""
import python_sources


def markdown(root, logger):
    text = []
    shown = set()
    for module, (doc, names) in python_sources.package(root).items():
        text += [block(doc), f"## {module}\n"] if module == "bros" else [f"## {module}\n", block(doc)]
        for name in names:
            if name.name not in shown or module == "bros.plots":
                text.append(entry(logger, f"{module}.{name.name}", name, "###"))
                text += [entry(logger, f"{name.name}.{member.name}", member, "####") for member in name.members]
            shown.add(name.name)
    return "\n".join(text)


def entry(logger, title, name, level):
    if not name.doc:
        logger.warning("%s has no docstring", title)
    signature = f"```text\n{name.signature}\n```\n" if name.signature else ""
    return f"{level} {title}\n\n{signature}{block(name.doc)}"


def block(doc):
    """Text as it stands; examples in colour."""
    text, examples, out = [], False, []

    def close():
        lines = "\n".join(text).strip("\n")
        if lines:
            out.append(f"````{{code-block}} {'pycon' if examples else 'text'}\n:class: docstring\n\n{lines}\n````\n")
        text.clear()

    for line in doc.splitlines():
        begins, ends = line.lstrip().startswith(">>>") and not examples, examples and not line.strip()
        if begins or ends:
            close()
            examples = begins
        text.append(line)
    close()
    return "\n".join(out) + "\n"
