# The site: Sphinx over the pages of docs/ as they are. docs/site/build calls it.
import os
import re
import shutil
import sys
from pathlib import Path

from sphinx.domains import cpp
from sphinx.util import logging

here = Path(__file__).parent
sys.path.insert(0, str(here))
import python_reference  # noqa: E402

root = here.parent.parent
mathjax = Path("/usr/share/javascript/mathjax")  # Debian's libjs-mathjax

project = "BROS"
author = "The BROS developers"
copyright = "2026 The BROS developers. Apache-2.0"
release = version = re.search(r'#define BROS_VERSION "([^"]+)"', (root / "lib/bros/bros.hpp").read_text())[1]

extensions = ["myst_parser", "breathe", "sphinx_inline_tabs", "sphinx.ext.mathjax", "sphinx.ext.graphviz"]
root_doc = "site/index"
exclude_patterns = ["site/templates", "site/static"]
templates_path = ["templates"]
html_theme = "furo"
html_title = f"BROS {version}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_additional_pages = {"index": "redirect.html"}
pygments_style = "default"
pygments_dark_style = "monokai"
nitpicky = False
smartquotes = False  # names stand in quotes
graphviz_output_format = "svg"

# Markdown as GitHub shows it: dollars, anchors of headings.
myst_enable_extensions = ["dollarmath", "colon_fence"]
myst_heading_anchors = 4
myst_dmath_allow_labels = False
myst_dmath_double_inline = False
suppress_warnings = ["myst.header"]  # a page may begin at any level

# Mathematics without a network: MathJax's part that makes SVG from TeX lies in the site.
mathjax_path = "mathjax/MathJax.js?config=TeX-AMS_SVG-full"
mathjax_config = None
mathjax2_config = {
    "messageStyle": "none", "showMathMenu": False,
    "tex2jax": {"inlineMath": [["\\(", "\\)"]], "displayMath": [["\\[", "\\]"]], "processClass": "math",
                "ignoreClass": "document|search"},
    "SVG": {"scale": 95},
}
mathjax_parts = ["MathJax.js", "config/TeX-AMS_SVG-full.js", "extensions", "jax/element", "jax/input/TeX",
                 "jax/output/SVG/jax.js", "jax/output/SVG/config.js", "jax/output/SVG/autoload", "jax/output/SVG/fonts/TeX"]

# The interface in C++.
xml = Path(os.environ["BROS_SITE_XML"])
breathe_projects = {"bros": str(xml)}
breathe_default_project = "bros"
breathe_show_include = False
breathe_default_members = ("members", "protected-members", "undoc-members")
cpp_id_attributes = []
highlight_language = "none"

# What a page of docs/ links to beside pages of docs/: the page of the site that shows what is there.
shown_by = {"examples": "site/own.md", "data": "data/quadratic_2442/README.md", "theory_tests/proofs/README.md": "site/proofs.md"}


def github_markdown(app, docname, source):
    """What GitHub's Markdown writes otherwise than MyST: formulas in backquotes, blocks of mathematics, diagrams."""
    page, text = Path(docname), source[0]
    text = re.sub(r"^<!-- page: (.*) -->$", lambda m: (root / m[1]).read_text().replace("](../../docs/", "](../"), text, flags=re.M)
    text = re.sub(r"\$`([^`]*)`\$", r"$\1$", text)
    text = re.sub(r"^( *)```math\n(.*?)^ *```$",  # as one equation: Sphinx would split it, and not allow a \tag
                  r"\1```{math}\n\1:nowrap:\n\n\1\\begin{equation*}\n\2\1\\end{equation*}\n\1```", text, flags=re.M | re.S)
    text = re.sub(r"^```mermaid\n(.*?)^```$", diagram, text, flags=re.M | re.S)
    if docname == "paper/paper":
        text = pandoc(text)
    text = re.sub(r"^<!-- python -->$", lambda _: python_reference.markdown(root, logging.getLogger("python")), text, flags=re.M)
    text = re.sub(r"^<!-- headers: (.*) -->$", headers, text, flags=re.M)
    for folder, target in shown_by.items():
        text = re.sub(rf"\]\((\.\./)*{re.escape(folder)}/?([)#])", rf"]({os.path.relpath(target, page.parent)}\2", text)
    source[0] = text


def pandoc(text):
    """A paper for pandoc: its title, headings a level lower, citations as links to a list at the end."""
    title = re.search(r"^title: '(.*)'$", text, re.M)[1]
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    text = re.sub(r"^#", "##", text, flags=re.M)
    entries = {}
    for key, entry in re.findall(r"^@\w+\{(\w+),\n(.*?)^\}", (root / "docs/paper/paper.bib").read_text(), re.M | re.S):
        field = {name: re.sub(r"\\.|[{}]", "", value) for name, value in re.findall(r"^  (\w+) = \{(.*?)\},?$", entry, re.M)}
        names = [author.split(",")[0] for author in field["author"].split(" and ")]
        short = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
        entries[key] = (f"{short} {field['year']}", f"{field['author'].replace(' and ', '; ')}. *{field['title']}*. {field['year']}.")
    text = re.sub(r"\[((?:@\w+(?:; )?)+)\]", lambda m: "(" + "; ".join(
        f"[{entries[key][0]}](ref-{key})" for key in re.findall(r"@(\w+)", m[1])) + ")", text)
    listed = "".join(f"(ref-{key})=\n{full}\n\n" for key, (_, full) in entries.items())
    return f"# {title}\n{text}\n\n{listed}"


def headers(match):
    """`<!-- headers: FOLDER .. -->`: what every header of these folders declares, by breathe."""
    sections = []
    for folder in match[1].split():
        for header in sorted((root / "lib/bros" / folder).glob("*.hpp")):
            name = header.relative_to(root / "lib")
            about = []
            for line in header.read_text().splitlines():
                if not line.startswith("// "):
                    break
                about.append(re.sub(r"([<*_\\[$])", r"\\\1", line[3:]))
            group = re.sub(r"[/.]", "_", str(name))
            sections.append(f"## {name}\n\n{' '.join(about)}\n")
            if (xml / f"group__{group.replace('_', '__')}.xml").exists():
                sections.append(f"```{{doxygengroup}} {group}\n:content-only:\n```\n")
    return "\n".join(sections)


def diagram(match):
    """A flowchart of mermaid, `a --> b` line by line, in Graphviz's words."""
    lines = match[1].strip().splitlines()
    arrows = [re.fullmatch(r"\s*(\S+) --> (\S+)", line).groups() for line in lines[1:]]
    return "\n".join([
        "```{graphviz}", "digraph {", f'rankdir={lines[0].split()[1]}; bgcolor="transparent";',
        'node [shape=box, style=rounded, color="#8a8a8a", fontcolor="#8a8a8a", fontname="sans-serif"]; edge [color="#8a8a8a"];',
        *(f'"{a}" -> "{b}";' for a, b in arrows), "}", "```"])


def copy_mathjax(app, error):
    if error or app.builder.name != "html":
        return
    for part in mathjax_parts:
        source, target = mathjax / part, Path(app.outdir) / "_static/mathjax" / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)


def newest_id(declaration):
    """What Sphinx 5.3 computes again at every look-up, and later versions keep: half of the time of a build."""
    if not hasattr(declaration, "newest_id"):
        declaration.newest_id = declaration.get_id(cpp._max_id, True)
    return declaration.newest_id


def setup(app):
    cpp.ASTDeclaration.get_newest_id = newest_id
    app.connect("source-read", github_markdown)
    app.connect("build-finished", copy_mathjax)
