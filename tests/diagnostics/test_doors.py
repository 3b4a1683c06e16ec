"""A stranger's diagnostic comes in through every door, and measures in a whole run."""

from __future__ import annotations

import json

from tests.commands import succeed

PLUGIN = '''
from suite import Diagnostic


class {name}(Diagnostic):
    """Mean of the training loss since the last report."""

    def build(self, model):
        self.total, self.count = self.accumulator("total"), self.accumulator("count")

    def observe(self, step):
        self.total.assign_add(step.loss)
        self.count.assign_add(1.0)

    def report(self):
        return {{"mean": self.total.numpy() / max(self.count.numpy(), 1.0)}}
'''
RECIPE = """
data: {kind: moons, batch_size: 50}
model: {kind: mlp, widths: [4]}
training: {epochs: 2, diagnostics: none}
callbacks: [beside, in_folder, "tiny_package.watch:Dotted", "./one_file.py:FromFile", installed]
"""


def write(path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_five_doors(tmp_path, monkeypatch):
    site, recipe = tmp_path / "site", tmp_path / "recipes" / "recipe.yaml"
    write(recipe, RECIPE)
    write(recipe.parent / "callbacks" / "mine.py", PLUGIN.format(name="Beside"))
    write(tmp_path / "shelf" / "shelved.py", PLUGIN.format(name="InFolder"))
    write(recipe.parent / "one_file.py", PLUGIN.format(name="FromFile"))
    # A tiny package, as `pip install` leaves it.
    code = PLUGIN.format(name="Dotted") + PLUGIN.format(name="Installed")
    write(site / "tiny_package" / "__init__.py", "")
    write(site / "tiny_package" / "watch.py", code)
    information = site / "tiny_package-1.0.dist-info"
    write(information / "METADATA", "Metadata-Version: 2.1\nName: tiny-package\nVersion: 1.0\n")
    entry = "[suite.callbacks]\ninstalled = tiny_package.watch:Installed\n"
    write(information / "entry_points.txt", entry)
    monkeypatch.syspath_prepend(site)
    monkeypatch.chdir(tmp_path)
    listed = succeed("list", "callbacks", "--plugins", "shelf")
    assert "installed" in listed
    assert "in_folder" in listed
    succeed("run", recipe, "--plugins", "shelf", "--out", "out", "--quiet")
    lines = (tmp_path / "out" / "diagnostics.jsonl").read_text("utf-8").splitlines()
    measured = [json.loads(line) for line in lines]
    names = ("beside", "in_folder", "dotted", "from_file", "installed")
    assert {line["diagnostic"] for line in measured} == set(names)
    # All of them saw the same steps of the same run.
    means = {name: [m["values"] for m in measured if m["diagnostic"] == name] for name in names}
    assert all(values == means["beside"] for values in means.values())
    header = (tmp_path / "out" / "history.csv").read_text("utf-8").splitlines()[0]
    assert {f"{name}/mean" for name in names} <= set(header.split(","))
