"""Recipes from an https address through the command line: what is refused leaves no trace."""

from __future__ import annotations

import os

import pytest
import yaml

from suite.recipe.text.dialect import dump
from tests.commands import suite
from tests.loopback import CERTIFICATE, serving
from tests.recipe.strangers import CODE, SPELLINGS, at, lay_traps, spelt

WHOLE = bool(os.environ.get("SUITE_WHOLE_TABLES"))
PLACES = [
    ("model",),
    ("model", "activation"),
    ("surface",),
    ("initialization",),
    ("loss",),
    ("metrics", 0),
    ("optimizer",),
    ("optimizer", "learning_rate", "kind"),
    ("callbacks", 0),
    ("callbacks", 0, "kind"),
    ("penalties", 0, "kernel_regularizer"),
    ("data",),
    ("data", "augment", 0),
    ("transfer", "source"),
]
GOOD = """
model: {kind: mlp, widths: [4]}
training: {epochs: 1}
data: {normalize: none}
callbacks:
  - {kind: csv_logger, filename: x.csv}
  - {kind: model_checkpoint, filepath: 'm-{epoch:02d}.keras'}
"""


@pytest.fixture
def web(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with serving() as found:
        yield found


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working directory with code that leaves a trace, and the state of all that is in it."""
    folder = tmp_path / "here"
    folder.mkdir()
    lay_traps(folder)
    (folder / "local.yaml").write_text("model: ./code.py:boom", "utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))
    return folder


def state(folder):
    files = sorted(folder.rglob("*"))
    return [(file, file.stat().st_mtime_ns, file.stat().st_size) for file in files]


def numbered():
    for number, path in enumerate(PLACES):
        texts = SPELLINGS if WHOLE else SPELLINGS[number % 5 :: 5]
        yield from (pytest.param(path, text, id=f"{path}-{text!r}") for text in texts)


@pytest.mark.parametrize(("path", "text"), list(numbered()))
def test_no_stranger_s_name_is_run(web, here, path, text):
    before = state(here)
    url = web.put("/a/r.yaml", dump(at(path, spelt(text, here))))
    for verb in ("run", "check", "sweep"):
        answer = suite(verb, url)
        assert (answer.status, answer.out) == (2, ""), answer
        assert "Traceback" not in answer.err
        assert answer.err.startswith(f"{url}:")
    assert state(here) == before


@pytest.mark.parametrize(
    "callback",
    [
        "{kind: csv_logger, filename: FILE}",
        "{kind: csv_logger, filename: ../local.yaml, append: true}",
        "{kind: model_checkpoint, filepath: FILE, save_weights_only: true}",
        "{kind: tensorboard, log_dir: FILE}",
        "{kind: backup_and_restore, backup_dir: FILE}",
        "{kind: filters, folder: FILE}",
        "remote_monitor",
        "{kind: remote_monitor, root: HOST}",
    ],
)
def test_no_catalog_name_writes_elsewhere_or_reaches_a_host(web, here, callback):
    before = state(here)
    with serving(secure=False) as other:
        text = callback.replace("FILE", str(here / "local.yaml")).replace("HOST", other.host)
        url = web.put("/r.yaml", f"model: mlp\ncallbacks: [{text}]")
        answer = suite("run", url, "--out", here / "out")
        assert other.asked == []
    assert (answer.status, answer.out) == (2, "")
    assert f"{url}:2:" in answer.err
    assert "a recipe from the web may not" in answer.err
    assert state(here) == before


def test_a_redirection_to_http_is_not_followed(web, here):
    with serving(secure=False) as other:
        web.redirections["/r.yaml"] = other.put("/r.yaml", "model: mlp")
        answer = suite("check", f"{web.host}/r.yaml")
        assert other.asked == []
    assert answer.status == 2
    assert "which is not https; download the file yourself" in answer.err


def test_a_callback_of_a_shipped_name_is_no_secret(here):
    (here / "callbacks" / "own.py").write_text(CODE.replace("Boom", "DeadNeurons"), "utf-8")
    answer = suite("check", "quickstart", "callbacks+=dead_neurons")
    assert answer.status == 2
    assert f"{here / 'callbacks' / 'own.py'} and is a callback of the suite, in " in answer.err
    assert not (here / "callbacks" / "RAN").exists()


@pytest.mark.slow
def test_a_run_of_a_recipe_from_the_web_keeps_to_its_directory_and_keeps_its_mark(web, here):
    url = web.put("/r.yaml", GOOD)
    before = state(here)
    answer = suite("run", url, "--out", here / "run", "--quiet")
    assert answer.status == 0, answer.err
    assert {"x.csv", "m-01.keras"} <= {file.name for file in (here / "run").iterdir()}
    rest = {one[0] for one in state(here)} - {one[0] for one in before}
    # Below dots lie Keras's and Matplotlib's own settings.
    assert {file.relative_to(here).parts[0] for file in rest if "/." not in str(file)} == {"run"}
    recipe = here / "run" / "recipe.yaml"
    assert yaml.safe_load(recipe.read_text())["from_web"] == url
    summary = here / "run" / "summary.json"
    summary.write_text(summary.read_text().replace('"finished"', '"interrupted"'))
    answer = suite("run", "--resume", here / "run", "training.epochs=2", "--quiet")
    assert answer.status == 0, answer.err
    assert yaml.safe_load(recipe.read_text())["from_web"] == url
    # Whatever reads the run's own recipe later reads the mark with it.
    recipe.write_text(recipe.read_text().replace("kind: csv_logger", "kind: ../code.py:Boom"))
    for command in (("run", "--resume", here / "run"), ("evaluate", here / "run")):
        answer = suite(*command)
        assert answer.status == 2
        assert "names Python code, which a recipe from the web may not" in answer.err
    assert not (here / "RAN").exists()
