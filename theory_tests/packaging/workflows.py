"""The workflows call scripts that exist, and the forms for issues have what a form needs.

Usage: workflows.py SOURCE
"""
import copy
import os
import pathlib
import re
import sys

import yaml

source = pathlib.Path(sys.argv[1])
github = source / ".github"


def read(path):
    return yaml.load(path.read_text(), yaml.BaseLoader)  # all text: `on` stays a word


def faults_of_workflow(workflow):
    """What is wrong with a workflow, one line each."""
    wrong = [f"no {key}" for key in ("name", "on", "permissions", "jobs") if not workflow.get(key)]
    called = []
    for job in workflow.get("jobs", {}).values():
        wrong += [f"a job without {key}" for key in ("runs-on", "steps") if not job.get(key)]
        for step in job.get("steps", []):
            if ("run" in step) == ("uses" in step):
                wrong.append(f"a step that neither or both runs and uses: {step}")
            called += re.findall(r"\bscripts/[\w-]+", step.get("run", ""))
            if "uses" in step and not re.fullmatch(r"actions/[\w-]+@v[0-9]+", step["uses"]):
                wrong.append(f"an action of others, or without a version: {step['uses']}")
    wrong += [] if called else ["no script is called"]
    return wrong + [f"{script} cannot be run" for script in called if not os.access(source / script, os.X_OK)]


def faults_of_form(form):
    """What is wrong with a form for issues, one line each."""
    wrong = [f"no {key}" for key in ("name", "description", "body") if not form.get(key)]
    names = [item.get("id") for item in form.get("body", [])]
    if len(set(names)) != len(names) or not all(names):
        wrong.append(f"every field has an id of its own: {names}")
    for item in form.get("body", []):
        if item.get("type") not in ("input", "textarea", "dropdown", "checkboxes"):
            wrong.append(f"no such type of field: {item.get('type')}")
        if not item.get("attributes", {}).get("label"):
            wrong.append(f"a field without a label: {item.get('id')}")
        if item.get("type") == "dropdown" and not item.get("attributes", {}).get("options"):
            wrong.append(f"nothing to choose from: {item.get('id')}")
    return wrong


workflows = {path.name: read(path) for path in sorted((github / "workflows").glob("*.yml"))}
forms = {path.name: read(path) for path in sorted((github / "ISSUE_TEMPLATE").glob("*.yml")) if path.name != "config.yml"}
wrong = [f"{name}: {fault}" for name, workflow in workflows.items() for fault in faults_of_workflow(workflow)]
wrong += [f"{name}: {fault}" for name, form in forms.items() for fault in faults_of_form(form)]
wrong += [f"no workflow {name}" for name in ("docs.yml", "test.yml") if name not in workflows]
wrong += [f"no form {name}" for name in ("bug.yml", "proof_question.yml", "wrong_number.yml") if name not in forms]
if wrong:
    sys.exit("\n".join(wrong))

# Planted faults.
for what, name, change in (
    ("a script that does not exist", "test.yml", lambda one: one["jobs"]["test"]["steps"].append({"run": "scripts/nothing"})),
    ("no script at all", "test.yml", lambda one: one["jobs"]["test"]["steps"].pop()),
    ("a step without anything to do", "test.yml", lambda one: one["jobs"]["test"]["steps"].append({"name": "idle"})),
    ("no permissions", "test.yml", lambda one: one.pop("permissions")),
    ("two fields of one name", "bug.yml", lambda one: one["body"].append(one["body"][0])),
    ("a field without a label", "bug.yml", lambda one: one["body"][0]["attributes"].pop("label")),
    ("an empty choice", "proof_question.yml", lambda one: one["body"][2]["attributes"].pop("options")),
):
    mutant = copy.deepcopy((workflows | forms)[name])
    change(mutant)
    if not (faults_of_workflow if name in workflows else faults_of_form)(mutant):
        sys.exit(f"not seen: {what}")
print(f"{len(workflows)} workflows and {len(forms)} forms; 7 planted faults are seen")
