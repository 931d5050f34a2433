# What Doxygen says, less what needs no comment of its own, on standard output; exit status 1 if something is left.
# Usage: undocumented.py SOURCE WARNINGS
# Documented by the class they belong to: constructors, destructors, assignments, deleted functions, `kind` (its name in
# the list of its kind), fields whose name ends in _, begin and end, arithmetic, and what overrides a documented function;
# in the folders of the theory, of evidence and of networks, and in the peers, all fields and what returns one (const, no
# arguments). One comment may stand for several names in a declaration.
import re
import sys
from pathlib import Path

source, warnings = Path(sys.argv[1]), Path(sys.argv[2])
by_their_class = re.compile(r"/lib/bros/(theory|verified|evidence|claims|torch|method/peers)/")
missing = re.compile(r"Member (?P<name>.*) \((?P<kind>\w+)\) of (?P<what>\w+) (?P<scope>.*) is not documented\.$")


def text_at(file, line):
    """The declaration that begins there, to its end."""
    text = []
    for part in file.read_text().splitlines()[line - 1:line + 5]:
        text.append(part)
        if re.search(r"[;{]", part):
            break
    return " ".join(text)


def documented_by_rule(file, line, said):
    if re.match(r"(Internal inconsistency: scope for class|Compound) Eigen::", said):
        return True  # specialisations of Eigen's templates
    found = missing.match(said)
    if not found:
        return False
    name, kind, scope = found["name"], found["kind"], found["scope"]
    if not scope.startswith("bros"):  # an explicit instantiation, beside the template itself
        return True
    owner = re.sub(r"<.*", "", scope).split("::")[-1].strip()
    declaration = text_at(file, line)
    in_class = found["what"] in ("class", "struct")
    lenient = bool(by_their_class.search(str(file)))
    if kind == "function":
        return bool("TORCH_MODULE(" in name  # libtorch's macro: the class before it has a comment
                    or re.match(r"to_string\(", name)
                    or in_class and (re.match(rf"~?{owner}\(|operator[-+*/]?=\(|(begin|end)\(", name)
                                     or lenient and re.match(r"\w+\(\) const( *=0)?$", name)
                                     or re.search(r"\b(override|final)\b", declaration))
                    or "= delete" in declaration)
    before, at = file.read_text().splitlines()[line - 2:line]
    beside = before.lstrip().startswith("///") or "///<" in at  # several names in one declaration
    of_the_class = lenient or name == "kind" or name.endswith("_")
    return kind == "variable" and (beside or in_class and of_the_class)


left = 0
for entry in warnings.read_text().splitlines():
    found = re.match(r"(.*?):(\d+): (?:warning|error): (.*)", entry)
    if found and documented_by_rule(Path(found[1]), int(found[2]), found[3]):
        continue
    left += 1
    print(entry.replace(f"{source}/", ""))
sys.exit(left > 0)
