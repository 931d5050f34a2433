# A site is whole: every link inside it leads to a page and, where it names one, to an anchor of it; nothing is loaded from elsewhere;
# every page of docs/ is there; the search has its index; formulas have their script; the reference has every public Python name.
# Usage: check.py SOURCE SITE
import ast
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

source, site = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
wrong = []


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.links, self.loads, self.ids = [], [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        self.ids.update(value for name, value in a.items() if name in ("id", "name") and value)
        if tag == "a" and a.get("href"):
            self.links.append(a["href"])
        if a.get("src"):
            self.loads.append(a["src"])
        if tag == "link" and a.get("rel") in ("stylesheet", "preload", "icon"):
            self.loads.append(a["href"])
        if tag == "object" and a.get("data"):
            self.loads.append(a["data"])


def say(page, what):
    wrong.append(f"{page.relative_to(site)}: {what}")


pages = {path.resolve(): Page(path) for path in site.rglob("*.html") if "_static" not in path.parts}
links = 0
for path, page in pages.items():
    for target in page.links + page.loads:
        url = urlsplit(target)
        if url.scheme or url.netloc:
            if target in page.loads and url.scheme != "data":
                say(path, f"loads {target}")
            continue
        links += 1
        file = (path.parent / unquote(url.path)).resolve() if url.path else path
        if not file.is_file():
            say(path, f"no file {target}")
        elif url.fragment and file in pages and unquote(url.fragment) not in pages[file].ids:
            say(path, f"no anchor {target}")

for markdown in (source / "docs").rglob("*.md"):
    if not (site / markdown.relative_to(source / "docs").with_suffix(".html")).is_file():
        wrong.append(f"no page of {markdown}")
index = site / "searchindex.js"
if not index.is_file() or "counterexampl" not in index.read_text(encoding="utf-8"):
    wrong.append("searchindex.js: no index of the words")
for page in (site / "theory").glob("*.html"):
    text = page.read_text(encoding="utf-8")
    if 'class="math' in text and not re.search(r'<script[^>]*src="\.\./_static/mathjax/MathJax\.js', text):
        say(page, "formulas without MathJax")
def parsed(name):
    return ast.parse((source / "lib/python/bros" / name).read_text(encoding="utf-8"))


reference = site / "site/api_python.html"
said = re.sub(r"<[^>]*>", "", reference.read_text(encoding="utf-8")) if reference.is_file() else ""
public, stubs = set(), {node.name: node for node in parsed("_core.pyi").body if isinstance(node, ast.ClassDef)}
for module in ("__init__", "theory", "bounds", "plots"):
    tree = parsed(f"{module}.py")
    listed = next(ast.literal_eval(node.value) for node in tree.body
                  if isinstance(node, ast.Assign) and node.targets[0].id == "__all__")
    public |= {f"bros.{name}" if module == "__init__" else f"bros.{module}.{name}" for name in listed} - {"bros.plots.palette"}
    for name in set(listed) & set(stubs):
        for member in stubs[name].body:
            if isinstance(member, ast.FunctionDef) and not member.name.startswith("_"):
                public.add(f"{name}.{member.name}")
            elif isinstance(member, ast.AnnAssign):
                public.add(f"{member.target.id}: ")
wrong += [f"site/api_python.html: no {name}" for name in sorted(public) if name not in said]
if len(public) < 150:
    wrong.append(f"only {len(public)} public names in Python were found")

tutorial = site / "site/tutorial.html"
labels = re.findall(r'<label class="tab-label"[^>]*>([^<]*)</label>', tutorial.read_text(encoding="utf-8"))
if labels[:2] != ["C++", "Python"] or labels != ["C++", "Python"] * (len(labels) // 2) or len(labels) < 10:
    say(tutorial, "the steps are not side by side in C++ and Python")
if links < 1000:
    wrong.append(f"only {links} links were found")
print("\n".join(wrong) if wrong else f"{len(pages)} pages, {links} links")
sys.exit(bool(wrong))
