"""What checks, diagnostics, the doctor and the sections of a page say, in other languages: each
sentence of their code, with a number in each of its places."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
import yaml

from suite.doctor.cause import CAUSES
from suite.language import LANGUAGES
from suite.runs.page.languages import phrases
from suite.runs.page.sections.diagnostics.shipped import ROWS
from tests.commands import CHECKOUT

OTHERS = [name for name in LANGUAGES if name != "en"]
SPEAKING = (
    *("suite/checks", "suite/doctor", "callbacks", "suite/runs/page/sections"),
    *("suite/training/loop", "suite/training/fit/checkup"),
)
# Pieces of sentences, which the tests of pages see as a whole; and what is written elsewhere.
COMPOSED = ("sections/overview.py", "sections/lesson.py", "sections/walk.py")
# These the tests below see as a whole.
ELSEWHERE = (
    "doctor/diagnosis.py",
    *("checkup/checkup.py", "checkup/quiet_diagnostics.py"),
)
CODE = re.compile(r"python -m suite|import |# |\{kind: ")
WORDS = re.compile(r"[A-Za-z]{2,}[,:;]? [a-z]{2,}")
QUOTED = re.compile(r"`[^`]*`")
# Where other sentences stand before, between or behind those of a text.
OTHER_SENTENCES = re.compile(r"^7 (?=[A-Z])|(?<=\. )7 (?=[A-Z])|(?<=\.)7$")
# English alone tells one from several.
NUMBERED = {
    "; {0} other kernel{1} move{2} too fast as well",
    "{0} {1} frozen: {2} weights stay what they were.",
    "{0} {1} called with training=True, so that every evaluation draws anew.",
}
PLACE = re.compile(r"\{\d+\}")


def is_english(text: str) -> bool:
    return WORDS.search(QUOTED.sub("", text)) is not None


def sentences(tree: ast.AST) -> Iterator[str]:
    """Every text of several words that is neither documentation nor of an error."""
    ignored: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            ignored |= {id(one.value) for one in node.body[:1] if isinstance(one, ast.Expr)}
        elif isinstance(node, ast.Raise):
            ignored |= {id(one) for one in ast.walk(node)}
        elif isinstance(node, ast.JoinedStr):
            ignored |= {id(one) for one in node.values if isinstance(one, ast.Constant)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(node, ast.JoinedStr):
            text = "".join(map(part, node.values))
        if isinstance(text, str) and id(node) not in ignored and is_english(text):
            yield OTHER_SENTENCES.sub("", text)


def part(node: ast.expr) -> str:
    """A piece of an f-string."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return ROWS if ast.unparse(node) == "{ROWS}" else "7"


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated(language):
    said, left, met = phrases(language), [], 0
    files = {file for place in SPEAKING for file in (CHECKOUT / place).rglob("*.py")}
    for file in sorted(files):
        if str(file).endswith((*COMPOSED, *ELSEWHERE)):
            continue
        for text in sentences(ast.parse(file.read_text("utf-8"))):
            met += 1
            # Of two sentences that are put together the second begins with a space.
            told = min((said(text), said(text.strip())), key=is_english)
            if is_english(told) and not CODE.match(text):
                left.append(f"{file.name}: {text} -> {told}")
    assert met > 400
    assert left == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_places_of_its_text(language):
    file = CHECKOUT / "suite/runs/page/languages" / f"{language}.yaml"
    known = yaml.safe_load(file.read_text("utf-8"))
    unknown = {text for text, told in known.items() if not places(told) <= places(text)}
    lost = {text for text, told in known.items() if places(text) - places(told)}
    assert unknown == set()
    assert lost == NUMBERED


def places(text: str) -> set[str]:
    return set(PLACE.findall(text))


# As they are put together of several pieces.
WHOLE = [
    "`dense_1` does not train: its kernel (and 3 more variables) has not moved, although it has a "
    "gradient. (since step 40) Try: optimizer.learning_rate: 1e-06 -> 0.001",
    "The initial weights do not keep the scale: the variance before the activations shrinks from "
    "1 to 1e-09 and is smallest at dense_5.",
    "An update changes `dense` by 240% of its size, where about 0.1 % is usual; 1 other kernel "
    "moves too fast as well: the learning rate is too high.",
    "The model ends in softmax, but sparse_categorical_crossentropy has from_logits=True and "
    "applies softmax itself: the loss cannot go below 1.461 for 10 classes.",
    "The model ends in no activation, but sparse_categorical_crossentropy expects probabilities: "
    "set from_logits=True, or end in softmax.",
    "50% of `dense_1` is dead: 32 of its 64 relu units have never fired and so do not learn. "
    "(since step 0)",
    "The training accuracy stays at 12%. With fresh weights and a plain optimizer it learns 14% of "
    "one batch in 60 steps. Measured: 0.14; limit: 0.8.",
    "The gradient's norm reached 2.08e+04, above 2.63, 10 times the median of the steps before; "
    "`dense2` has the largest share.",
    "The loss has fallen to 3, and the training accuracy is 9.0%: what falls is not the error.",
    "The weight decay of `a`, `b`, `c` and 2 more is 0.5, where 1e-5 to 1e-3 is usual.",
    "early_stopping on val_loss ended the run after 2 of 20 epochs: its patience is 1.",
    "The gradient's norm is usually 8.1 and is clipped to 0.001.",
    "12 values that are not finite in the gradient of `dense/kernel`: nothing can be learned any "
    "more. The batch itself holds 7 such values. (since step 3)",
    "The classes are uneven: 900 training examples of 'cat', 20 of 'dog'. Look at "
    "balanced_accuracy, or weigh the loss.",
    "Take a tenth of the learning rate",
    "The model's inputs go up to 255 (0.9 of them beyond 10). That is behind the scaling of the "
    "model's own: were they scaled before?",
]
FIGURE = re.compile(r"\d+(?:\.\d+)?(?:e-\d+)?%?")


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("text", WHOLE, ids=lambda text: text[:20])
def test_a_text_of_several_pieces_is_translated_with_its_figures(language, text):
    told = phrases(language)(text)
    assert not re.search(r"[a-z]{2,} [a-z]{2,}", QUOTED.sub("", told))
    assert set(FIGURE.findall(text)) <= set(FIGURE.findall(told))
    assert re.findall(r"`[^`]+`", text) == sorted(
        re.findall(r"`[^`]+`", told), key=lambda name: text.index(name)
    )


def test_what_is_not_known_stays_as_it_is():
    said = phrases("zh")
    for text in ("My own diagnostic says this and that.", "From here to there it goes on."):
        assert said(text) == text
    assert said(
        "A sentence of mine. The model is linear: it draws straight lines between the classes."
    ).startswith("A sentence of mine. 模型是线性的")


@pytest.mark.parametrize("language", OTHERS)
def test_a_table_of_runs_names_each_cause(language):
    said = phrases(language)
    short = [name.replace("_", " ") for name in [*CAUSES, "undecided"]]
    assert [name for name in short if said(name) == name] == []
