"""Graphs against the lectures' numbers, central differences and TensorFlow's tape."""

from __future__ import annotations

import functools
import math
import random
import re

import numpy as np
import pytest

import suite
from suite.errors import UserError
from suite.graph.build import build
from suite.graph.gates import FUNCTIONS

NEURON = "f = 1 / n; n = 1 + exp(-s); s = w0*x0 + w1*x1 + w2"
NEURON += "; w0 = 2; x0 = -1; w1 = -3; x1 = -2; w2 = -3"
VECTOR = "f = sum(q * q); q = W @ x; W = [[0.1, 0.5], [-0.3, 0.8]]; x = [0.2, 0.4]"


def test_the_product_of_the_lecture():
    found = suite.graph("f = (x + y) * z; x = -2; y = 5; z = -4")
    assert [float(found.value(name)) for name in "fxyz"] == [-12, -2, 5, -4]
    assert [float(found.gradient(name)) for name in "fxyz"] == [1, -4, -4, 3]
    assert float(found.value("g1")) == 3


def test_the_neuron_of_the_lecture():
    found = suite.graph(NEURON)
    assert float(found.value("f")) == pytest.approx(0.73, abs=0.005)
    assert float(found.gradient("n")) == pytest.approx(-0.53, abs=0.005)
    gradients = [float(found.gradient(name)) for name in ("w0", "x0", "w1", "x1", "w2")]
    assert gradients == pytest.approx([-0.2, 0.39, -0.39, -0.59, 0.2], abs=0.005)


def test_the_matrix_of_the_lecture():
    found = suite.graph(VECTOR)
    q, x = np.array([0.22, 0.26]), np.array([0.2, 0.4])
    np.testing.assert_allclose(found.gradient("q"), 2 * q)
    np.testing.assert_allclose(found.gradient("W"), 2 * np.outer(q, x))
    np.testing.assert_allclose(found.gradient("x"), 2 * np.array([[0.1, -0.3], [0.5, 0.8]]) @ q)


def test_gates_distribute_swap_and_route():
    assert gradients("f = 3 * (x + y); x = 1; y = 7") == [3, 3]
    assert gradients("f = 3 * (x - y); x = 1; y = 7") == [3, -3]
    assert gradients("f = 2 * (x * y); x = 3; y = -4") == [-8, 6]
    assert gradients("f = 2 * max(x, y); x = 3; y = -4") == [2, 0]
    assert gradients("f = 2 * min(x, y); x = 3; y = -4") == [0, 2]
    assert gradients("f = max(x, y); x = 3; y = 3") == [1, 0], "of several alike, the first"


def gradients(text):
    found = suite.graph(text)
    return [float(found.gradient(name)) for name in "xy"]


def test_a_value_used_twice_gets_the_sum():
    assert float(suite.graph("f = x * x + x; x = 3").gradient("x")) == 7
    assert float(suite.graph("f = x * q; q = x + 1; x = 3").gradient("x")) == 7


ONES = ["{} + {}", "{} - {}", "{} * {}", "{} / (4.5 + {} * {})", "max({}, {})", "min({}, {}, {})"]
ONES += ["exp({} / 4)", "log(4.5 + {} * {})", "sqrt(4.5 + {} * {})", "abs({})", "-{}", "{}^3"]
ONES += ["sigmoid({})", "tanh({})", "relu({})", "(4.5 + {} * {})^{}", "2^{}"]
WHOLE = ["sum({})", "mean({})", "max({})", "min({})", "{} @ {}", "sum(W @ {})", "{}[1]"]


def drawn(seed, is_vector):
    """A text of twelve formulas that use each other, and its values."""
    generator = random.Random(seed)
    names = ["a", "b", "c"]
    lines = []
    for number in range(12):
        form = generator.choice(ONES)
        parts = [generator.choice(names) for _ in range(form.count("{}"))]
        names.append(f"n{number}")
        lines.append(f"n{number} = tanh({form.format(*parts)})")
    values = {name: [generator.uniform(-2, 2) for _ in range(3)] for name in "abc"}
    values["W"] = [[generator.uniform(-1, 1) for _ in range(3)] for _ in range(2)]
    if not is_vector:
        values = {name: values[name][0] for name in "abc"}
        return "; ".join([*lines, "out = n11 * n10 + n9"]), values
    form = generator.choice(WHOLE)
    whole = form.format(*(generator.choice(names[3:]) for _ in range(form.count("{}"))))
    return "; ".join([*lines, f"out = ({whole}) * sum(n11 * n10 + n9)"]), values


def written(text, values):
    return text + "".join(f"; {name} = {value}" for name, value in values.items())


@pytest.mark.parametrize("is_vector", [False, True], ids=["numbers", "vectors"])
@pytest.mark.parametrize("seed", range(30))
def test_random_graphs_agree_with_central_differences(seed, is_vector):
    text, values = drawn(seed, is_vector)
    found = build(written(text, values), "out")
    for name, value in values.items():
        array = np.array(value)
        for place in np.ndindex(array.shape):
            sides = []
            for step in (1e-6, -1e-6):
                moved = array.copy()
                moved[place] += step
                other = build(written(text, {**values, name: moved.tolist()}), "out")
                sides.append(float(other.outcome.value))
            slope = (sides[0] - sides[1]) / 2e-6
            assert found.named[name].gradient[place] == pytest.approx(slope, abs=2e-6)


@pytest.mark.parametrize("seed", range(3))
def test_random_graphs_agree_with_the_tape(seed):
    import tensorflow as tf

    text, values = drawn(seed, True)
    found = build(written(text, values), "out")
    functions = {"exp": tf.exp, "log": tf.math.log, "sqrt": tf.sqrt, "abs": tf.abs}
    functions |= {"sigmoid": tf.sigmoid, "tanh": tf.tanh, "relu": tf.nn.relu}
    functions |= {"sum": tf.reduce_sum, "mean": tf.reduce_mean, "__builtins__": {}}
    functions["max"] = extreme(tf.maximum, tf.reduce_max)
    functions["min"] = extreme(tf.minimum, tf.reduce_min)
    functions["product"] = lambda a, b: tf.tensordot(a, b, 1)
    variables = {name: tf.Variable(value, dtype=tf.float64) for name, value in values.items()}
    with tf.GradientTape() as tape:
        known = dict(variables)
        for line in text.split("; "):
            name, _, formula = line.partition(" = ")
            code = re.sub(r"(\w+) @ (\w+)", r"product(\1, \2)", formula.replace("^", "**"))
            known[name] = eval(code, dict(functions), known)
    slopes = tape.gradient(known["out"], variables, unconnected_gradients="zero")
    for name, slope in slopes.items():
        np.testing.assert_allclose(found.named[name].gradient, slope, atol=1e-9)


def extreme(of_two, of_one):
    """Of one vector its largest number, of several inputs the largest of each place."""
    return lambda *inputs: functools.reduce(of_two, inputs) if inputs[1:] else of_one(inputs[0])


def test_the_jacobian_of_a_gate_on_each_number_is_diagonal():
    found = build("h = tanh(x); x = [0.5, -1, 2]")
    node = found.outcome
    jacobian = node.gate.jacobian(0, node.value, [node.inputs[0].value])
    np.testing.assert_allclose(jacobian, np.diag(1 - np.tanh([0.5, -1, 2]) ** 2))


def test_the_jacobian_of_a_matrix_product_is_the_matrix():
    node = build(VECTOR).named["q"]
    values = [one.value for one in node.inputs]
    np.testing.assert_allclose(node.gate.jacobian(1, node.value, values), values[0])
    by_weights = node.gate.jacobian(0, node.value, values)
    np.testing.assert_allclose(by_weights, [[0.2, 0.4, 0, 0], [0, 0, 0.2, 0.4]])


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", "letter 1", "there is no formula"),
        ("f = x * zz; x = 2", "letter 9", "add `; zz = 1`"),
        ("f = x * scal; x = 2; scale = 3", "letter 9", "did you mean 'scale'"),
        ("f = x * (y + 2; x = 1; y = 2", "letter 15", "bracket of letter 9"),
        ("f = sigmid(x); x = 2", "letter 5", "did you mean 'sigmoid'"),
        ("f = exp(x, y); x = 2; y = 1", "letter 5", "takes one input"),
        ("f = dot(x); x = [1]", "letter 5", "takes two inputs"),
        ("f = max(); x = [1]", "letter 5", "takes inputs"),
        ("f = W @ x; W = [[1, 2]]; x = [1, 2, 3]", "letter 7", "2 columns meet 3 numbers"),
        ("f = x @ y; x = 1; y = 2", "letter 7", "write `*`"),
        ("f = x + y; x = [1, 2]; y = [1, 2, 3]", "letter 7", "the shapes do not fit"),
        ("f = x * 1; x = [[1, 2], [3]]", "letter 25", "equally many"),
        ("f = x * 1; x = [1, y]; y = 2", "letter 20", "a list holds numbers"),
        ("f = x[2]; x = [1, 2]", "letter 5", "by its place from 0"),
        ("f = x / y; x = 1; y = 0", "letter 7", "no finite number"),
        ("f = log(x); x = 0", "letter 5", "no finite number"),
        ("f = exp(x); x = 1000", "letter 5", "no finite number"),
        ("f = x + g; g = f * 2; x = 1", "letter 16", "f -> g -> f"),
        ("f = x; x = 1; x = 2", "letter 15", "first at letter 8"),
        ("x = 2; y = 3", "letter 1", "there is no gate"),
        ("f = x + 1; g = x + 2; x = 1", "letter 12", "both used by nothing"),
        ("x + 1; x + 2; x = 1", "letter 8", "a second formula without a name"),
        ("f = x > 1; x = 2", "letter 7", "a comparison has no gradient"),
        ("f = x * $a; x = 2", "letter 9", "a number or a name"),
        ("f = x\n+ zz\nx = 2", "line 2, letter 3", "zz"),
    ],
)
def test_what_is_no_graph_is_refused_at_its_letter(text, place, said):
    with pytest.raises(UserError) as caught:
        suite.graph(text)
    message, line, mark = str(caught.value).split("\n")
    assert message.startswith(f"at {place}: ")
    assert said in message
    assert mark.strip() == "^"
    assert len(mark) <= len(line) + 1


def test_unknown_names_are_answered_with_those_there_are():
    found = suite.graph("f = rate * 2; rate = 3")
    with pytest.raises(UserError, match="did you mean 'rate'"):
        found.gradient("rat")
    with pytest.raises(UserError, match="nothing is named `g`"):
        suite.graph("f = x * 2; x = 3", of="g")


def test_the_outcome_may_be_chosen():
    text = "f = q * 2; q = x^2; unused = x + 1; x = 3"
    assert float(suite.graph(text, of="q").gradient("x")) == 6
    assert float(suite.graph(text, of="f").gradient("x")) == 12
    assert float(suite.graph(text, of="f").gradient("unused")) == 0


def test_text_of_any_size_and_depth():
    wide = build("f = " + " + ".join(["x"] * 3000) + "; x = 1")
    assert float(wide.named["x"].gradient) == 3000
    lines = [f"a{number} = a{number + 1} * 1.001" for number in range(1500)]
    deep = build("; ".join([*lines, "a1500 = 1"]))
    assert float(deep.outcome.value) == pytest.approx(1.001**1500)
    assert float(deep.named["a1500"].gradient) == pytest.approx(1.001**1500)


def test_every_function_is_drawn_by_the_random_graphs():
    texts = " ".join([*ONES, *WHOLE])
    assert {name for name in FUNCTIONS if f"{name}(" not in texts} == {"matmul", "dot"}


def test_saturation_never_overflows():
    assert float(suite.graph("f = sigmoid(x); x = -1000").gradient("x")) == 0
    assert float(suite.graph("f = sigmoid(x); x = 1000").value("f")) == 1
    assert math.isinf(float(suite.graph("f = sqrt(x); x = 0").gradient("x")))
