"""docs/paper has the form that JOSS asks for: front matter, sections, length, and a bibliography that is complete.

Usage: paper.py SOURCE
"""
import pathlib
import re
import sys

import yaml

source = pathlib.Path(sys.argv[1])
sections = [
    "Summary", "Statement of need", "State of the field", "Software design", "Research impact statement", "Limits", "References",
]
most_words = 1200


def faults(paper, bibliography, citation):
    """What is wrong with the paper, one line each."""
    _, front, body = paper.split("---\n", 2)
    front = yaml.safe_load(front)
    missing = {"title", "tags", "authors", "affiliations", "date", "bibliography"} - front.keys()
    if missing:
        return [f"the front matter lacks {sorted(missing)}"]

    wrong = []
    if front["title"] != citation["title"]:
        wrong.append("another title than in CITATION.cff")
    names = [author.get("name") or f"{author['given-names']} {author['family-names']}" for author in citation["authors"]]
    if [author["name"] for author in front["authors"]] != names:
        wrong.append("other authors than in CITATION.cff")
    places = {affiliation["index"] for affiliation in front["affiliations"]}
    used = {int(index) for author in front["authors"] for index in str(author["affiliation"]).split(",")}
    if places != used:
        wrong.append(f"affiliations {sorted(places)}, of which {sorted(used)} are used")
    if not re.fullmatch(r"[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}", str(front["date"])):
        wrong.append(f"no date such as 1 May 2026: {front['date']}")
    if re.findall(r"^# (.*)$", body, re.MULTILINE) != sections:
        wrong.append(f"the sections are not {sections}")
    words = len(body.split())
    if not 750 <= words <= most_words:
        wrong.append(f"{words} words, not 750 to {most_words}")

    entries = dict(re.findall(r"^@\w+\{([\w-]+),\n(.*?)^\}", bibliography, re.MULTILINE | re.DOTALL))
    cited = set(re.findall(r"@([\w-]+)", body))
    wrong += [f"cited, and not in the bibliography: {key}" for key in sorted(cited - entries.keys())]
    wrong += [f"in the bibliography, and not cited: {key}" for key in sorted(entries.keys() - cited)]
    for key, fields in entries.items():
        present = set(re.findall(r"^  (\w+) = \{", fields, re.MULTILINE))
        wrong += [f"{key} lacks {field}" for field in ("author", "title", "year") if field not in present]
        if not present & {"journal", "booktitle", "eprint"}:
            wrong.append(f"{key}: where did it appear?")
    return wrong


paper = (source / "docs/paper/paper.md").read_text()
bibliography = (source / "docs/paper/paper.bib").read_text()
citation = yaml.safe_load((source / "CITATION.cff").read_text())
found = faults(paper, bibliography, citation)
if found:
    sys.exit("\n".join(found))

# Planted faults.
for what, changed in {
    "a work that is not in the bibliography": (paper.replace("[@bros]", "[@bros; @nobody]", 1), bibliography),
    "a work that nobody cites": (paper, bibliography.replace("@misc{bros,", "@misc{unread,")),
    "a work without a year": (paper, re.sub(r"  year = .*\n", "", bibliography, count=1)),
    "a work that appeared nowhere": (paper, re.sub(r"  eprint = .*\n", "", bibliography, count=1)),
    "a missing section": (paper.replace("# Limits", "Limits"), bibliography),
    "another author": (paper.replace("- name: The BROS developers", "- name: Somebody", 1), bibliography),
    "another title": (paper.replace("title: 'BROS", "title: 'BROSS"), bibliography),
    "a date of another form": (re.sub(r"^date: .*", "date: 2026-11-30", paper, flags=re.MULTILINE), bibliography),
    "no affiliations": (paper.replace("affiliations:", "places:"), bibliography),
    "a paper that is too long": (paper + "word " * most_words, bibliography),
}.items():
    if changed == (paper, bibliography) or not faults(*changed, citation):
        sys.exit(f"not seen: {what}")
print(f"the paper has {len(paper.split('---', 2)[2].split())} words; 10 planted faults are seen")
