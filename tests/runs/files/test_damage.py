"""A file of a run directory that is not as it was written is named."""

from __future__ import annotations

import os

import pytest

from suite.errors import UserError
from suite.runs.files.damage import read_json, read_text, read_yaml
from suite.runs.files.file_forms import FindingJson, SummaryJson

FINDING = {
    "diagnostic": "finite",
    "text": "the loss is NaN",
    "severity": "error",
    "layer": None,
    "step": 3,
    "figure": None,
    "limit": 2,
    "topic": None,
    "edit": None,
}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Expecting value"),
        ("{", "Expecting property name"),
        ("[]", r"the whole: input should be a valid dictionary\. Received: \[\]"),
        ("{}", r"status: field required"),
        ('{"status": "asleep"}', "status: input should be 'running'"),
        ('{"status": "failed", "metrics": {"loss": "low"}}', r"metrics\.loss"),
        ('{"status": "failed", "metrics": {"loss": NaN}}', "NaN is not JSON"),
        ('{"status": "failed", "metrics": {"loss": 1e999}}', r"metrics\.loss"),
        ('{"status": "failed", "seconds": 1' + 400 * "0" + "}", "seconds"),
        ('{"status": "failed", "seconds": 1' + 5000 * "0" + "}", "digits"),
        ('{"status": "failed", "classes": [3]}', r"classes\.0: .*valid string"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_json_of_another_form(tmp_path, text, message):
    path = tmp_path / "summary.json"
    path.write_text(text)
    with pytest.raises(UserError, match=rf"summary\.json: is damaged: .*{message}.*delete the"):
        read_json(path, SummaryJson, default={})


def test_json_that_is_as_it_was_written(tmp_path):
    path = tmp_path / "findings.json"
    path.write_text(f"[{FINDING}]".replace("'", '"').replace("None", "null"))
    assert read_json(path, list[FindingJson], default=[]) == [FINDING]
    assert read_json(tmp_path / "none.json", list[FindingJson], default=[]) == []


@pytest.mark.parametrize("name", FINDING)
def test_a_finding_needs_all_its_keys(tmp_path, name):
    path = tmp_path / "findings.json"
    found = {key: value for key, value in FINDING.items() if key != name}
    path.write_text(f"[{found}]".replace("'", '"').replace("None", "null"))
    with pytest.raises(UserError, match=rf"findings\.json: is damaged: 0\.{name}: field required"):
        read_json(path, list[FindingJson], default=[])


@pytest.mark.parametrize("text", ["", "[1]", "a: [", "a: &x [*x]\nb: !!python/none", "- \x01"])
def test_yaml_that_is_no_mapping(tmp_path, text):
    path = tmp_path / "recipe.yaml"
    path.write_text(text)
    with pytest.raises(UserError, match=r"recipe\.yaml: is damaged: "):
        read_yaml(path)


def test_what_is_no_text(tmp_path):
    (tmp_path / "a").write_bytes(b"\xfe")
    with pytest.raises(UserError, match="a: is damaged: not UTF-8 text: byte 0xfe at 0"):
        read_text(tmp_path / "a")
    with pytest.raises(UserError, match="a folder or a device lies in the place of the file"):
        read_text(tmp_path)
    with pytest.raises(UserError, match=r"none: cannot be read: No such file"):
        read_text(tmp_path / "none")


@pytest.mark.skipif(os.name == "nt", reason="makes a pipe")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError, match="in the place of the file"):
        read_text(tmp_path / "pipe")
