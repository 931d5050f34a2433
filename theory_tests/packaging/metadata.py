"""CITATION.cff obeys the Citation File Format; codemeta.json, the version of the library and the change log agree with it.

Usage: metadata.py SOURCE
"""
import copy
import json
import pathlib
import re
import sys

import jsonschema
import yaml

source = pathlib.Path(sys.argv[1])
schema = json.loads((pathlib.Path(__file__).parent / "cff_1.2.0_part.json").read_text())


class Loader(yaml.SafeLoader):
    """As YAML 1.2 reads CFF: a date is text, and no key occurs twice."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(set(keys)) != len(keys):
            raise ValueError(f"a key occurs twice among {keys}")
        return super().construct_mapping(node, deep)


def invalid(citation):
    """What the schema says against a citation, one line a fault."""
    faults = jsonschema.Draft7Validator(schema).iter_errors(citation)
    return [f"{'/'.join(map(str, fault.absolute_path)) or 'CITATION.cff'}: {fault.message}" for fault in faults]


def people(names):
    return [name.get("name") or f"{name['given-names']} {name['family-names']}" for name in names]


def people_of_codemeta(names):
    return [name.get("name") or f"{name['givenName']} {name['familyName']}" for name in names]


codemeta_keys = {
    "@context", "@type", "name", "description", "version", "license", "author", "developmentStatus", "programmingLanguage",
    "operatingSystem", "softwareRequirements", "keywords", "referencePublication", "identifier", "codeRepository",
    "issueTracker", "datePublished", "dateModified",
}


def disagreements(citation, codemeta, version):
    """Where two of the three differ, one line each."""
    paper, article = citation["references"][0], codemeta["referencePublication"][0]
    pairs = {
        "version of CITATION.cff": (citation["version"], version),
        "version of codemeta.json": (codemeta["version"], version),
        "context": (codemeta["@context"], "https://w3id.org/codemeta/3.0"),
        "type": (codemeta["@type"], "SoftwareSourceCode"),
        "licence": (codemeta["license"], f"https://spdx.org/licenses/{citation['license']}"),
        "authors": (people_of_codemeta(codemeta["author"]), people(citation["authors"])),
        "name": (citation["title"].split(":")[0], codemeta["name"]),
        "keywords": (codemeta["keywords"], citation["keywords"]),
        "paper": (article["name"], paper["title"]),
        "authors of the paper": (people_of_codemeta(article["author"]), people(paper["authors"])),
        "year of the paper": (article["datePublished"], str(paper["year"])),
        "identifier of the paper": (article["identifier"], paper["identifiers"][0]["value"]),
    }
    wrong = [f"{what}: {one!r} and {other!r}" for what, (one, other) in pairs.items() if one != other]
    return wrong + [f"codemeta.json: no such field: {key}" for key in sorted(codemeta.keys() - codemeta_keys)]


version = re.search(r'#define BROS_VERSION "(.*)"', (source / "lib/bros/bros.hpp").read_text()).group(1)
citation = yaml.load((source / "CITATION.cff").read_text(), Loader)
codemeta = json.loads((source / "codemeta.json").read_text())

faults = invalid(citation) or disagreements(citation, codemeta, version)
newest = re.search(r"^## ([0-9.]+)", (source / "CHANGELOG.md").read_text(), re.MULTILINE).group(1)
if newest != version:
    faults.append(f"CHANGELOG.md begins with {newest}, the version is {version}")
required = re.search(r"find_package\(bros ([0-9.]+)", (source / "README.md").read_text()).group(1)
if not version.startswith(required + "."):
    faults.append(f"README.md asks for bros {required}, the version is {version}")
if faults:
    sys.exit("\n".join(faults))


def planted(change):
    """Copies with one fault in them."""
    one, other = copy.deepcopy(citation), copy.deepcopy(codemeta)
    change(one, other)
    return one, other


# Planted faults: the schema must reject each of these ..
for what, change in {
    "a field that CFF does not have": lambda cff, _: cff.update(licence="Apache-2.0"),
    "no authors": lambda cff, _: cff.pop("authors"),
    "an empty list of authors": lambda cff, _: cff.update(authors=[]),
    "an author without a name": lambda cff, _: cff.update(authors=[{"affiliation": "somewhere"}]),
    "another version of CFF": lambda cff, _: cff.update({"cff-version": "1.3.0"}),
    "a version that is a number": lambda cff, _: cff.update(version=0.2),
    "a licence that is no SPDX identifier": lambda cff, _: cff.update(license="Apache 2"),
    "a date of another form": lambda cff, _: cff.update({"date-released": "30.11.2026"}),
    "a DOI that is an address": lambda cff, _: cff.update(doi="https://doi.org/10.5281/zenodo.1"),
    "a year that is text": lambda cff, _: cff["references"][0].update(year="2026"),
    "a reference without a title": lambda cff, _: cff["references"][0].pop("title"),
    "a type of reference that CFF does not have": lambda cff, _: cff["references"][0].update(type="paper"),
    "an identifier of a type that CFF does not have": lambda cff, _: cff["references"][0]["identifiers"][0].update(type="arxiv"),
}.items():
    if not invalid(planted(change)[0]):
        sys.exit(f"not seen by the schema: {what}")

# .. and the comparison each of these.
for what, change in {
    "an old version in CITATION.cff": lambda cff, _: cff.update(version="0.1.0"),
    "an old version in codemeta.json": lambda _, meta: meta.update(version="0.1.0"),
    "another licence": lambda _, meta: meta.update(license="https://spdx.org/licenses/MIT"),
    "another author": lambda _, meta: meta.update(author=[{"@type": "Organization", "name": "Somebody"}]),
    "another order of the paper's authors": lambda _, meta: meta["referencePublication"][0]["author"].reverse(),
    "another arXiv number": lambda _, meta: meta["referencePublication"][0].update(identifier="arXiv:2605.10289"),
    "a field that CodeMeta does not have": lambda _, meta: meta.update(licence="Apache-2.0"),
}.items():
    if not disagreements(*planted(change), version):
        sys.exit(f"not seen by the comparison: {what}")

print(f"CITATION.cff and codemeta.json are of version {version}; 20 planted faults are seen")
