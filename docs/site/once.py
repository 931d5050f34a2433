# Doxygen's XML, with every name in one place: what belongs to a class leaves the group of its header, what is private leaves
# altogether, and so do functions that are deleted or defaulted. Text that stands as it is loses the marks of its comment.
# Usage: once.py FOLDER
import re
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

folder = Path(sys.argv[1])
index = xml.parse(folder / "index.xml")
classes = {entry.find("name").text for entry in index.getroot() if entry.get("kind") in ("class", "struct")}
owner = {}
for name in classes:
    plain = name.split("<")[0]
    owner[plain] = plain.rpartition("::")[0]


def in_a_class(name):
    return name.rpartition("::")[0] in owner


def leaves(part, in_group):
    if part.get("prot") == "private" and part.tag != "compounddef":
        return True
    if part.tag == "innerclass":
        return in_group and in_a_class(part.text.split("<")[0].strip())
    if part.tag == "memberdef":
        return (part.findtext("argsstring") or "").endswith(("=delete", "=default")) or in_group and in_a_class(part.findtext("qualifiedname") or "")
    return False


gone = {}  # compound: its members
for path in [*folder.glob("group__*.xml"), *folder.glob("class*.xml"), *folder.glob("struct*.xml")]:
    tree = xml.parse(path)
    in_group = path.name.startswith("group")
    for parent in list(tree.getroot().iter()):
        for part in list(parent):
            if leaves(part, in_group):
                parent.remove(part)
                gone.setdefault(path.stem, set()).add(part.get("id"))
    for text in tree.getroot().iter("verbatim"):
        text.text = re.sub(r"^ *\*  ", "", text.text.strip(), flags=re.M)
    for compound in tree.getroot():
        for section in list(compound.findall("sectiondef")):
            if section.find("memberdef") is None:
                compound.remove(section)
    tree.write(path, encoding="UTF-8", xml_declaration=True)
for compound in index.getroot():
    for member in compound.findall("member"):
        if member.get("refid") in gone.get(compound.get("refid"), ()):
            compound.remove(member)
index.write(folder / "index.xml", encoding="UTF-8", xml_declaration=True)
