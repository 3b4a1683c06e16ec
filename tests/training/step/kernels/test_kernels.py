"""What is replaced while a step is traced, and put back."""

from __future__ import annotations

import keras
import pytest
import tensorflow as tf

from suite.training.step.kernels.kernels import kernels
from suite.training.step.kernels.replaced import replaced


def model(optimizer: str) -> keras.Model:
    layers = [keras.layers.Conv2D(2, 1), keras.layers.BatchNormalization(), keras.layers.Flatten()]
    made = keras.Sequential([keras.Input((2, 2, 1)), *layers, keras.layers.Dense(1)])
    made.compile(optimizer, "mse")
    return made


@pytest.mark.parametrize(
    ("optimizer", "jit_compile", "norm", "update"),
    [
        ("sgd", False, True, True),
        ("adam", False, True, True),
        ("adamw", False, True, True),
        ("rmsprop", False, True, False),
        ("sgd", True, False, False),  # XLA fuses by itself
    ],
)
def test_what_is_fused(optimizer, jit_compile, norm, update):
    made = model(optimizer)
    with kernels(made, tf.distribute.get_strategy(), jit_compile):
        assert ("call" in vars(made.layers[1])) is norm
        assert ("update_step" in vars(made.optimizer)) is update
        assert "call" not in vars(made.layers[0])
    assert "call" not in vars(made.layers[1])
    assert "update_step" not in vars(made.optimizer)


def test_an_error_puts_all_of_it_back():
    made = model("sgd")
    with (
        pytest.raises(ValueError, match="as asked"),
        kernels(made, tf.distribute.get_strategy(), jit_compile=False),
    ):
        raise ValueError("as asked")
    assert "call" not in vars(made.layers[1])
    assert "update_step" not in vars(made.optimizer)


class Greeter:
    def __init__(self, name: str) -> None:
        self.name = name

    def greet(self, greeting: str) -> str:
        return f"{greeting}, {self.name}"


def shout(self: Greeter, greeting: str) -> str:
    return type(self).greet(self, greeting).upper()


def test_the_function_gets_the_object_and_may_call_the_class_s_own():
    one, other = Greeter("Ada"), Greeter("Bob")
    with replaced([one], "greet", shout):
        assert one.greet("Hello") == "HELLO, ADA"
        assert other.greet("Hello") == "Hello, Bob"
    assert one.greet("Hello") == "Hello, Ada"


def test_objects_may_come_from_an_iterator():
    greeters = [Greeter("Ada"), Greeter("Bob")]
    with replaced(iter(greeters), "greet", shout):
        assert [one.greet("Hi") for one in greeters] == ["HI, ADA", "HI, BOB"]
    assert [one.greet("Hi") for one in greeters] == ["Hi, Ada", "Hi, Bob"]


def test_no_object_is_nothing_to_replace():
    with replaced([], "greet", shout):
        pass
