"""What becomes of trained weights, step by step, where a step fails."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from suite.errors import RunFailure, UserError
from suite.runs import RunDirectory
from suite.training.finish import Finish


class Steps:
    """Notes what is done, and fails where it is told to."""

    def __init__(self, *failing, error=None):
        self.failing = failing
        self.error = error or OSError("the disk is full")
        self.done = []
        self.said = []
        self.waited = []
        self.seen = None

    def __call__(self, name, result=None):
        self.done.append(name)
        if name in self.failing:
            raise self.error
        return result


@pytest.fixture
def finishing(tmp_path, monkeypatch):
    """Makes a `Finish` whose steps are noted: `finishing("model", epochs=2)` fails at the model."""

    def make(
        *failing,
        error=None,
        workers=1,
        epoch=2,
        best=True,
        rows=1,
        examined=None,
        held=None,
        index=0,
    ):
        steps = Steps(*failing, error=error)
        monkeypatch.setattr("suite.training.finish.export_model", lambda m, p: steps("model", "x"))
        monkeypatch.setattr("suite.training.finish.draw_curves", lambda *a: steps("curves"))
        monkeypatch.setattr(
            "suite.training.finish.write_whole_with", lambda path, save: steps("weights")
        )
        directory = RunDirectory.plan(tmp_path / "run", "net")
        finish = Finish(
            "net",
            directory,
            loop=SimpleNamespace(
                model=SimpleNamespace(save_weights=None),
                agreement=SimpleNamespace(
                    workers=workers, index=index, any=lambda flag: steps.waited.append(flag)
                ),
                position=SimpleNamespace(epoch=epoch),
                options=SimpleNamespace(epochs=2),
                reporter=SimpleNamespace(findings=[]),
                progress=SimpleNamespace(message=steps.said.append),
            ),
            checkpoints=SimpleNamespace(save=lambda: steps("checkpoint")),
            history=SimpleNamespace(rows=[{}] * rows),
            best=SimpleNamespace(are_present=False, export=lambda path: steps("best"))
            if best
            else None,
            test=lambda: steps("test", {"test_loss": 0.5}),
            to_examine=examined and (lambda deadline: steps("context", examined)),
            held_out=held and (lambda: steps("held", held)),
        )
        return finish, steps

    return make


def test_the_model_is_written_before_anything_is_measured_or_drawn(finishing):
    finish, steps = finishing()
    finish.take(is_trained=True)
    assert steps.done == ["model", "best", "test", "curves"]
    assert finish.tested == {"test_loss": 0.5}
    assert finish.exported == "x"


@pytest.mark.parametrize(
    ("is_trained", "options", "expected"),
    [
        (False, {}, ["model", "best", "curves"]),
        (True, {"best": False}, ["model", "test", "curves"]),
        (True, {"rows": 0}, ["model", "best", "test"]),
        (False, {"rows": 0, "best": False}, ["model"]),
    ],
)
def test_what_there_is_no_cause_for_is_left_out(finishing, is_trained, options, expected):
    finish, steps = finishing(**options)
    finish.take(is_trained)
    assert steps.done == expected


@pytest.mark.parametrize(
    ("failing", "what"),
    [
        ("model", "write model.keras"),
        ("best", "write best.keras"),
        ("test", "measure the test set"),
        ("curves", "draw the curves"),
    ],
)
def test_a_step_that_fails_keeps_no_other_from_being_taken(finishing, failing, what, tmp_path):
    finish, steps = finishing(failing)
    path = tmp_path / "run"
    with pytest.raises(RunFailure) as caught:
        finish.take(is_trained=True)
    assert str(caught.value) == (
        f"{path}: the run is trained and its weights are saved, but it could not {what}: "
        f"OSError: the disk is full. When that is mended, `--resume {path}` does what is left."
    )
    assert {"model", "best", "test", "curves"} <= set(steps.done)
    assert ("weights" in steps.done) == (failing == "model")


def test_a_sentence_of_the_suite_needs_no_type(finishing):
    finish, _ = finishing("test", error=UserError("The images are gone."))
    with pytest.raises(RunFailure, match=r"not measure the test set: The images are gone\. When"):
        finish.take(is_trained=True)


def test_of_several_failures_the_first_is_told(finishing):
    finish, _ = finishing("model", "weights", "curves")
    with pytest.raises(RunFailure, match=r"could not write model\.keras"):
        finish.take(is_trained=True)
    assert [what for what, _ in finish.failures] == [
        "write model.keras",
        "write the weights",
        "draw the curves",
    ]


def test_weights_of_an_attempt_before_this_one_are_removed(finishing):
    finish, _ = finishing()
    finish.directory.path.mkdir()
    finish.directory.weights_h5.write_bytes(b"old")
    finish.take(is_trained=False)
    assert not finish.directory.weights_h5.exists()


def test_several_workers_fail_together(finishing):
    """Each would wait for the others in the steps that come."""
    finish, steps = finishing("best", workers=2)
    with pytest.raises(OSError, match="the disk is full"):
        finish.take(is_trained=True)
    assert steps.done == ["model", "best"]


@pytest.mark.parametrize(
    ("error", "options", "expected"),
    [
        (RunFailure("full"), {"epoch": 1}, ["checkpoint"]),
        (RunFailure("full"), {"epoch": 2}, ["checkpoint", "model"]),
        (RunFailure("full"), {"epoch": 2, "workers": 2}, []),
        (ValueError("unforeseen"), {"epoch": 2}, []),
        (SystemExit(1), {"epoch": 2}, []),
    ],
)
def test_what_is_saved_of_a_run_that_ends_by_an_error(finishing, error, options, expected):
    finish, steps = finishing(**options)
    finish.rescue(error)
    assert steps.done == expected


def test_a_disk_that_refuses_again_hides_no_error(finishing):
    finish, steps = finishing("checkpoint", error=RunFailure("still full"), epoch=1)
    finish.rescue(RunFailure("full"))
    assert steps.done == ["checkpoint"]


def test_a_model_that_was_tried_already_is_not_tried_once_more(finishing):
    finish, steps = finishing("model")
    with pytest.raises(RunFailure):
        finish.take(is_trained=True)
    before = steps.done.count("model")
    finish.rescue(RunFailure("it could not write model.keras"))
    assert steps.done.count("model") == before


@pytest.fixture
def examining(finishing, monkeypatch):
    """Makes a `Finish` that may examine; `trouble` is whether the run is in trouble."""

    def make(*failing, trouble=True, **options):
        finish, steps = finishing(*failing, examined=SimpleNamespace(variance=None), **options)
        monkeypatch.setattr("suite.training.finish.in_trouble", lambda *a: trouble)
        monkeypatch.setattr(
            "suite.training.finish.examine", lambda context: steps("examine", {"figure": 1})
        )
        return finish, steps

    return make


def test_a_run_in_trouble_is_examined_once_it_is_written_and_tested(examining):
    finish, steps = examining()
    finish.take(is_trained=True)
    assert steps.done == ["model", "best", "test", "context", "examine", "curves"]
    assert json.loads(finish.directory.examination_json.read_text()) == {"figure": 1}


@pytest.mark.parametrize(
    ("options", "is_trained"), [({"trouble": False}, True), ({}, False), ({"workers": 2}, True)]
)
def test_no_other_run_is_examined(examining, options, is_trained):
    finish, steps = examining(**options)
    finish.directory.path.mkdir()
    finish.directory.examination_json.write_text("of an attempt before this one")
    finish.take(is_trained)
    assert "examine" not in steps.done
    if is_trained:
        assert not finish.directory.examination_json.exists()


@pytest.mark.parametrize("failing", ["context", "examine"])
def test_an_examination_that_fails_is_no_failure_of_the_run(examining, failing):
    finish, steps = examining(failing)
    finish.take(is_trained=True)
    assert steps.said == ["note: the run could not be examined: the disk is full"]
    assert steps.done[-1] == "curves"
    assert not finish.directory.examination_json.exists()


@pytest.fixture
def looking(finishing, monkeypatch):
    """Makes a `Finish` that looks at the trained model."""

    def make(*failing, **options):
        finish, steps = finishing(*failing, held="samples", **options)

        def outcome(model, held, *budget):
            steps.seen = model
            return steps("look", {"samples": held})

        monkeypatch.setattr("suite.training.finish.outcome", outcome)
        finish.directory.path.mkdir()
        finish.directory.outcome_json.write_text("of an attempt before this one")
        return finish, steps

    return make


def test_the_trained_model_is_looked_at_once_it_is_written_and_tested(looking):
    finish, steps = looking()
    finish.take(is_trained=True)
    assert steps.done == ["model", "best", "test", "held", "look", "curves"]
    assert json.loads(finish.directory.outcome_json.read_text()) == {"samples": "samples"}


@pytest.mark.parametrize("failing", ["held", "look"])
def test_a_model_that_cannot_be_looked_at_is_no_failure_of_the_run(looking, failing):
    finish, steps = looking(failing)
    finish.take(is_trained=True)
    assert steps.said == ["note: the model could not be looked at: the disk is full"]
    assert steps.done[-1] == "curves"
    assert not finish.directory.outcome_json.exists()


@pytest.mark.parametrize("index", [0, 1])
def test_of_several_workers_the_first_looks_and_the_others_wait(looking, monkeypatch, index):
    """At the model in the file: what it trains with others it could not read alone."""
    monkeypatch.setattr("suite.training.finish.load_model", lambda path: path.name)
    finish, steps = looking(workers=2, index=index)
    finish.take(is_trained=True)
    assert ("held" in steps.done) is finish.directory.outcome_json.exists() is (index == 0)
    assert steps.waited == [False]
    if index == 0:
        assert steps.seen == "model.keras"
