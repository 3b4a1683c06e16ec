"""What the workers of a run do together, around all that each does alone."""

from __future__ import annotations

import json
import types

import pytest

import suite
from suite.errors import RunFailure, UserError
from suite.training.replicas.same_work import card_of, own_digest
from suite.training.replicas.together import compare_data, together
from suite.workers.cluster import Cluster

RECIPE = suite.load("quickstart")
ADDRESSES = ("here:1", "there:2")


class Meeting:
    """Two workers, of which the other has this card."""

    def __init__(self, other: dict) -> None:
        self.other = other
        self.given: list[dict] = []
        self.said: list[str] = []
        self.closed = False
        self.gone: dict[int, str] = {}

    def exchange(self, card: dict) -> list[dict]:
        self.given.append(card)
        return [card, self.other]

    def loss(self, seconds: float = 0.0) -> str | None:
        return None

    def fail(self, why: str) -> None:
        self.said.append(why)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def met(monkeypatch):
    """How the workers were met."""
    asked = {}

    def meet(cluster, wait, say):
        say("waiting for worker 1")
        asked.update(cluster=cluster, wait=wait)
        return asked["meeting"]

    monkeypatch.setattr("suite.training.replicas.together.meet", meet)
    monkeypatch.setattr("suite.training.replicas.guard._LOOK", 0.02)
    monkeypatch.setattr("atexit.register", lambda *arguments: None)
    return asked


DIRECTORY = types.SimpleNamespace(note_status=print)


def test_a_run_of_one_process_meets_nobody(met):
    with together(None, RECIPE, DIRECTORY, print) as meeting:
        assert meeting is None
    assert met == {}


@pytest.mark.parametrize(("index", "said"), [(0, ["waiting for worker 1"]), (1, [])])
def test_the_chief_says_what_is_waited_for(met, index, said):
    met["meeting"] = Meeting(card_of(RECIPE))
    shown: list[str] = []
    cluster = Cluster(ADDRESSES, index)
    with together(cluster, RECIPE, DIRECTORY, shown.append) as meeting:
        assert meeting is met["meeting"]
        assert not meeting.closed
    assert shown == said
    assert meeting.closed
    assert (met["cluster"], met["wait"]) == (cluster, RECIPE.training.worker_wait)
    assert meeting.given == [card_of(RECIPE)]


def test_a_worker_with_other_work_is_refused_and_told(met):
    other = card_of(suite.load("quickstart", "seed=7"))
    met["meeting"] = Meeting(other)
    entered = []
    whole = together(Cluster(ADDRESSES, 0), RECIPE, DIRECTORY, print)
    with pytest.raises(UserError) as refusal, whole:
        entered.append(True)
    assert str(refusal.value) == (
        "worker 1 would compute something else than worker 0:\n  recipe.seed: 0 -> 7\n"
        "Start every worker with the same recipe, overrides, files and versions."
    )
    assert not entered
    assert met["meeting"].said == [
        "has ended: worker 1 would compute something else than worker 0:"
    ]


def test_a_failure_in_the_block_reaches_the_others(met):
    met["meeting"] = Meeting(card_of(RECIPE))
    failure = RunFailure("no space left")
    whole = together(Cluster(ADDRESSES, 0), RECIPE, DIRECTORY, print)
    with pytest.raises(RunFailure) as raised, whole:
        raise failure
    assert raised.value is failure
    assert met["meeting"].said == ["has ended: no space left"]


def test_one_process_compares_its_data_with_nobodys():
    compare_data(None, {"data": {"training": {}}})


def test_a_card_is_plain_and_names_no_place(tmp_path):
    card = card_of(RECIPE)
    assert json.loads(json.dumps(card)) == card
    assert set(card) >= {"versions", "recipe"}
    assert card["versions"]["suite's files"] == own_digest()
    assert str(suite.package.FOLDER) not in json.dumps(card)


def test_the_suites_own_files_have_one_digest():
    assert len(own_digest()) == 12
    assert int(own_digest(), 16) >= 0
