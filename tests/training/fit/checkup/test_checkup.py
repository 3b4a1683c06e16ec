"""What `suite.fit` does by itself: it looks, changes nothing, and speaks only where something is
wrong."""

from __future__ import annotations

import json
import signal

import keras
import numpy as np
import pytest

import suite
from suite import Diagnostic, UserError
from suite.cli.main import main
from suite.training.fit import fit_request
from suite.training.fit.checkup import checkup, quiet_observers


def arrays(samples: int = 96) -> tuple[np.ndarray, np.ndarray]:
    x = np.random.default_rng(0).normal(size=(samples, 4)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("int64")


def network(last: str | None = "softmax", **options) -> keras.Model:
    keras.utils.set_random_seed(1)
    layers = [keras.layers.Dense(8, "relu"), keras.layers.Dropout(0.1)]
    model = keras.Sequential([keras.Input((4,)), *layers, keras.layers.Dense(2, last)])
    loss = keras.losses.SparseCategoricalCrossentropy()
    model.compile("adam", loss, metrics=["accuracy"], **options)
    return model


def test_the_weights_are_the_same_bit_for_bit():
    x, y = arrays()
    found = []
    for options in ({"diagnostics": None}, {}, {"diagnostics": ["gradient_histogram"]}):
        model = network()
        history = suite.fit(model, x, y, batch_size=8, epochs=3, verbose=0, **options)
        found.append((model.get_weights(), history.history))
    for weights, history in found[1:]:
        assert history == found[0][1]
        for a, b in zip(weights, found[0][0], strict=True):
            np.testing.assert_array_equal(a, b)


def test_callbacks_are_told_what_keras_tells_them():
    seen = []
    watcher = keras.callbacks.LambdaCallback(on_epoch_end=lambda _, logs: seen.append(set(logs)))
    history = suite.fit(network(), *arrays(), batch_size=4, callbacks=[watcher], verbose=0)
    assert seen == [{"loss", "accuracy"}]
    assert set(history.history) == {"loss", "accuracy"}
    assert any(name.startswith("update_ratio/") for name in history.suite)


def test_nothing_is_measured_where_nothing_is_asked_for():
    history = suite.fit(network(), *arrays(), diagnostics=None, verbose=0)
    assert set(history.suite) == {"step", "learning_rate", "seconds", "images_per_second"}
    assert history.suite.findings == []
    assert suite.diagnose(history) is None


def test_what_the_user_names_is_there_once():
    history = suite.fit(network(), *arrays(), callbacks=["gradient_norm"], verbose=0)
    assert len(history.suite["gradient_norm/mean"]) == 1
    seen = []
    watcher = keras.callbacks.LambdaCallback(on_epoch_end=lambda _, logs: seen.append(set(logs)))
    callbacks = ["gradient_norm", watcher]
    history = suite.fit(network(), *arrays(), batch_size=4, callbacks=callbacks, verbose=0)
    assert any(name.startswith("update_ratio/") for name in history.suite)
    assert "gradient_norm/mean" in seen[0]
    assert not any(name.startswith("update_ratio/") for name in seen[0])


def test_of_a_handful_of_steps_little_is_measured():
    history = suite.fit(network(), *arrays(), verbose=0)
    measured = {name.partition("/")[0] for name in history.suite if "/" in name}
    assert measured == {"finite", "loss_curve"}


def test_a_list_takes_the_place_of_the_usual_diagnostics():
    history = suite.fit(network(), *arrays(), diagnostics=["weight_stats"], verbose=0)
    measured = {name.partition("/")[0] for name in history.suite if "/" in name}
    assert measured == {"weight_stats"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("none", '`diagnostics` must be "auto", None or a list'),
        ([keras.callbacks.EarlyStopping()], "`diagnostics` must hold diagnostics"),
    ],
)
def test_what_is_no_diagnostic_is_refused(asked, said):
    with pytest.raises(ValueError, match=said):
        suite.fit(network(), *arrays(), diagnostics=asked)


def test_an_error_is_said_at_once_and_diagnosed(capsys):
    x, y = arrays()
    history = suite.fit(network(last=None), x, y, epochs=1)
    out = capsys.readouterr().out
    assert out.index("error: The model ends in no activation") < out.index("epoch 1/1")
    assert out.index("epoch 1/1") < out.index("diagnosis: ")
    assert suite.diagnose(history).cause.name == "loss_mismatch"
    suite.fit(network(last=None), x, y, verbose=0)
    suite.fit(network(last=None), x, y, quiet=True)
    assert capsys.readouterr() == ("", "")


def test_a_number_that_is_not_finite_does_not_end_what_keras_would_not_end():
    x, y = arrays()
    x[5, 2] = np.nan
    history = suite.fit(network(), x, y, epochs=2, verbose=0)
    assert len(history.history["loss"]) == 2
    assert suite.diagnose(history).cause.name == "nonfinite_input"


class Fails(Diagnostic):
    name = "fails"

    def __init__(self, where: str):
        super().__init__()
        self.where = where

    def build(self, model):
        assert self.where != "build"

    def observe(self, step):
        assert self.where != "observe"

    def report(self):
        assert self.where != "report"
        return {}

    def findings(self):
        assert self.where != "findings"
        return []


@pytest.mark.parametrize("where", ["build", "observe", "report", "findings"])
def test_an_own_diagnostic_that_fails_is_left_out(where, monkeypatch, capsys):
    monkeypatch.setattr(fit_request, "quiet_diagnostics", lambda *given: [Fails(where)])
    history = suite.fit(network(), *arrays())
    assert history.history["loss"]
    assert [line.partition(" ")[0] for line in capsys.readouterr().out.splitlines()] == ["epoch"]


def test_one_that_the_user_has_named_fails_aloud():
    with pytest.raises(suite.RunFailure, match="fails"):
        suite.fit(network(), *arrays(), callbacks=[Fails("observe")], verbose=0)


@pytest.mark.parametrize("name", ["first_look", "set_up", "examined", "diagnose", "summed_up"])
def test_what_fails_beside_the_training_is_a_line(name, monkeypatch, capsys):
    def broken(*given, **named):
        raise RuntimeError("out of order")

    monkeypatch.setattr(checkup, name, broken)
    history = suite.fit(network(), *arrays(), epochs=2)
    assert len(history.history["loss"]) == 2
    lines = [line for line in capsys.readouterr().out.splitlines() if "epoch" not in line]
    assert len(lines) == 1
    assert lines[0].startswith("note: suite.fit could not ")
    assert lines[0].endswith("(RuntimeError: out of order)")


def test_an_error_of_the_training_is_the_user_s():
    class Breaks(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        suite.fit(network(), *arrays(), callbacks=[Breaks()], verbose=0)


def test_a_model_is_trained_again_and_again():
    x, y = arrays()
    model, twin = network(), network()
    for _ in range(2):
        ours = suite.fit(model, x, y, shuffle=False, verbose=0).history
        theirs = twin.fit(x, y, shuffle=False, verbose=0).history
        np.testing.assert_allclose(ours["loss"], theirs["loss"], rtol=1e-6)


@pytest.mark.parametrize("options", [{"run_eagerly": True}, {"jit_compile": True}])
def test_however_it_is_compiled(options, capsys):
    suite.fit(network(**options), *arrays(), epochs=1)
    out = capsys.readouterr().out
    assert [line.partition(" ")[0] for line in out.splitlines()] == ["epoch"]


def test_a_run_directory_is_left(tmp_path, capsys):
    x, y = arrays()
    out = tmp_path / "mine"
    history = suite.fit(network(), x, y, epochs=2, validation_data=(x, y), out=out, verbose=0)
    assert {file.name for file in out.iterdir()} == {
        *("curves.png", "diagnostics.jsonl", "findings.json", "history.csv"),
        *("model.keras", "outcome.json", "report.html", "setup.json", "summary.json"),
    }
    assert history.suite.path == out
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["status"], summary["epochs"], summary["origin"]) == ("finished", 2, "code")
    setup = json.loads((out / "setup.json").read_text())
    assert (setup["origin"], setup["classes"], setup["samples"]) == ("code", 2, 96)
    run = suite.Run.open(out)
    assert run.history.column("loss") == history.history["loss"]
    again = keras.models.load_model(out / "model.keras")
    np.testing.assert_allclose(again(x), history.model(x), rtol=1e-5)
    assert main(["report", str(out)]) == 0
    assert "finished after 2 epochs" in capsys.readouterr().out
    with pytest.raises(UserError, match="already holds a run"):
        suite.fit(network(), x, y, out=out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["evaluate"], "is a run of suite.fit, whose data only your code knows"),
        (["predict"], "is a run of suite.fit, whose data only your code knows"),
        (["doctor", "--try"], "the doctor proposes no change that could be tried"),
        (["run", "--resume"], "has no recipe"),
    ],
)
def test_what_needs_a_recipe_says_that_there_is_none(arguments, said, tmp_path, capsys):
    out = tmp_path / "mine"
    suite.fit(network(), *arrays(), out=out, verbose=0)
    verb, *options = arguments
    files = [str(out / "curves.png")] if verb == "predict" else []
    assert main([verb, *options, str(out), *files]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1


def test_a_diagnosis_comes_from_history_run_and_folder(tmp_path, capsys):
    out = tmp_path / "mine"
    history = suite.fit(network(last=None), *arrays(), out=out, verbose=0)
    found = suite.diagnose(history)
    assert found.cause.name == "loss_mismatch"
    for source in (suite.Run.open(out), out, str(out)):
        assert suite.diagnose(source).to_text() == found.to_text()
    assert main(["doctor", str(out)]) == 0
    assert found.to_text() in capsys.readouterr().out
    with pytest.raises(ValueError, match="`history_or_run` must be a History"):
        suite.diagnose(keras.callbacks.History())


def test_who_interrupts_keeps_what_there_is(tmp_path):
    class Interrupts(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch:
                signal.raise_signal(signal.SIGINT)

    out, callbacks = tmp_path / "mine", [Interrupts()]
    history = suite.fit(network(), *arrays(), epochs=9, callbacks=callbacks, out=out, verbose=0)
    assert len(history.history["loss"]) == 2
    run = suite.Run.open(out)
    assert (run.status, len(run.history.rows)) == ("interrupted", 2)
    assert (out / "model.keras").is_file()


def test_the_examination_may_be_interrupted(monkeypatch):
    def interrupted(*given):
        raise KeyboardInterrupt

    monkeypatch.setattr(checkup, "examined", interrupted)
    history = suite.fit(network(), *arrays(), verbose=0)
    assert history.suite.summary["status"] == "finished"
    assert history.suite.examination == {}


def test_a_failed_run_says_so_in_its_directory(tmp_path):
    class Breaks(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch:
                raise KeyError("mine")

    with pytest.raises(KeyError):
        suite.fit(
            network(), *arrays(), epochs=3, callbacks=[Breaks()], out=tmp_path / "mine", verbose=0
        )
    run = suite.Run.open(tmp_path / "mine")
    assert run.status == "failed"
    assert len(run.history.rows) == 1


def test_a_model_that_keras_cannot_save_leaves_its_weights(tmp_path):
    class Own(keras.layers.Layer):
        def __init__(self, factor):
            super().__init__()
            self.factor = factor

        def call(self, x):
            return self.factor * x

        def get_config(self):
            raise NotImplementedError

    model = keras.Sequential([keras.Input((4,)), Own(2.0), keras.layers.Dense(2, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    suite.fit(model, *arrays(), out=tmp_path / "mine", verbose=0)
    assert (tmp_path / "mine" / "model.weights.h5").is_file()
    assert not (tmp_path / "mine" / "model.keras").exists()


def test_quiet_observers_do_not_hide_what_the_user_has_named():
    model = network()
    with pytest.raises(suite.RunFailure, match="fails"):
        quiet_observers.QuietObservers.that_can_look([Fails("build")], model, [])
