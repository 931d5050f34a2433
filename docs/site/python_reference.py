"""The reference of the Python package, from its docstrings, as Markdown."""
import re

import python_sources

LABEL = r"^(\w+\.)  (?=\S)"  # as in "Errors.  A wrong shape .."


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
    """Prose as prose, columns as they stand, examples in colour."""
    out = []
    for paragraph in re.split(r"\n\s*\n", doc.strip("\n")):
        lines = paragraph.splitlines()
        split = next((i for i, line in enumerate(lines) if line.lstrip().startswith(">>>")), len(lines))
        said, example = lines[:split], lines[split:]
        if said and not any(re.search(r"^ |\S  ", re.sub(LABEL, "", line)) for line in said):
            text = re.sub(r"([\\`*_{}\[\]<>#$|~])", r"\\\1", "\n".join(said))
            out.append(re.sub(LABEL, r"**\1** ", text))
        elif said:
            out.append(code("text", said))
        if example:
            out.append(code("pycon", example))
    return "\n\n".join(out) + "\n"


def code(language, lines):
    text = "\n".join(lines)
    return f"````{{code-block}} {language}\n:class: docstring\n\n{text}\n````"
