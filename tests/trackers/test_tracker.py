"""The contract of trackers."""

from __future__ import annotations

from pathlib import Path

import pytest

from suite import Tracker
from suite.catalog import Catalog, Component, Doors
from suite.catalog.names.doors import CLOSED, own_texts
from suite.recipe import load
from suite.trackers._tracker import TrackedRun, told
from suite.trackers.comet import Comet
from suite.trackers.wandb import Wandb, has_key


def settings(recipe):
    return TrackedRun("r", recipe, Path("a"), Path("a")).settings


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        ({"a": {"b": {"c": 1}}}, {"a.b.c": 1}),
        ({"a": [1, 2]}, {"a": "[1, 2]"}),
        ({"a": [{"kind": "x"}, "y"]}, {"a.0.kind": "x", "a.1": "y"}),
        ({"a": None, "b": [], "c": {}}, {"a": "null", "b": "[]", "c": "{}"}),
        ({"a": [[1], [2]]}, {"a.0": "[1]", "a.1": "[2]"}),
        ({"a": True, "b": 0.5, "c": "é"}, {"a": True, "b": 0.5, "c": "é"}),
    ],
)
def test_settings_are_flat(recipe, expected):
    assert settings(recipe) == expected


def test_every_value_of_a_recipe_is_among_the_settings():
    resolved = load("quickstart").resolved()
    flat = settings(resolved)
    assert flat["optimizer.learning_rate.kind"] == "one_cycle"
    assert flat["training.epochs"] == resolved["training"]["epochs"]
    assert {key.partition(".")[0] for key in flat} == set(resolved)


def test_a_tracker_may_leave_out_what_it_does_not_need():
    tracker = Tracker()
    assert tracker.open(TrackedRun("r", {}, Path("a"), Path("a"))) is None
    tracker.log(1, {"loss": 0.5})
    tracker.finding({"diagnostic": "finite"})
    tracker.finish("finished", {}, [])


def test_a_finding_is_told_with_its_remedy():
    finding = {"text": "It dies.", "step": 3, "edit": "optimizer.learning_rate=0.1"}
    assert told(finding) == "It dies. (since step 3) Try: optimizer.learning_rate=0.1"
    assert told({"text": "It dies.", "step": None, "edit": None}) == "It dies."


@pytest.mark.parametrize("part", [Wandb, Comet])
def test_a_mode_that_there_is_not(part):
    with pytest.raises(ValueError, match="must be auto, online or offline"):
        part(mode="on")


def test_who_has_logged_in_to_wandb(monkeypatch, tmp_path):
    for name in ("WANDB_API_KEY", "WANDB_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert not has_key()
    (tmp_path / "netrc").write_text("machine api.wandb.ai login user password secret\n")
    assert has_key()
    monkeypatch.setenv("WANDB_BASE_URL", "https://wandb.example.org")
    assert not has_key()
    monkeypatch.setenv("WANDB_API_KEY", "secret")
    assert has_key()
    (tmp_path / "netrc").write_text("no netrc at all")
    monkeypatch.delenv("WANDB_API_KEY")
    assert not has_key()


@pytest.mark.parametrize("name", ["comet", "mlflow", "wandb"])
def test_a_recipe_from_the_web_reaches_no_tracker_s_host(name):
    ((path, message),) = Catalog(CLOSED).problems("trackers", Component(name))
    assert path == ("kind",)
    assert "sends figures to a host, which a recipe from the web may not" in message
    of_the_user = Doors(own=own_texts([name], web=[]))
    assert Catalog(of_the_user).problems("trackers", Component(name)) == []


def test_a_recipe_from_the_web_may_write_event_files():
    assert Catalog(CLOSED).problems("trackers", Component("tensorboard")) == []
