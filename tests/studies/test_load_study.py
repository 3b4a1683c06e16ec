"""The file of a study: what is refused, where, and with which remedy."""

from __future__ import annotations

import subprocess
import sys

import pytest

from suite.errors import UserError
from suite.recipe import RecipeError
from suite.recipe.text.shipped import shipped, shipped_studies
from suite.studies.definition.load_study import load_study
from tests.commands import suite

GOOD = """\
topic: optim/sgd
study:
  title: A larger rate goes further
  says: Twice the rate, twice the way.
  recipe:
    model: {kind: mlp, widths: [4]}
    optimizer: {kind: sgd, learning_rate: 0.01}
    training: {epochs: 1}
  seeds: 5
  variants:
    slow: {}
    fast: {optimizer.learning_rate: 0.02}
  measures:
    height: last(loss)
  claims:
    - {id: C131, claim: "height[slow] > height[fast]"}
"""


@pytest.fixture
def written(tmp_path):
    def write(text):
        file = tmp_path / "mine.yaml"
        file.write_text(text, "utf-8")
        return file

    return write


def test_a_study_is_read_with_what_it_varies(written):
    study = load_study(written(GOOD))
    assert study.arms == ["slow", "fast"]
    assert study.variants["fast"].optimizer.arguments["learning_rate"] == 0.02
    assert study.recipe_of("slow", 3).seed == 3
    assert study.claims[0].settings.id == ["C131"]
    assert (study.trains, study.is_exact, len(study.seeds())) == (True, False, 5)
    assert study.edits_of("fast") == ["optimizer.learning_rate=0.02"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "# nothing", "the file is empty"),
        ("topic: optim/sgd", "topic: optim/sgdd", "mine.yaml:1:8 topic: unknown topic"),
        ("topic: optim/sgd\n", "", "topic: required and not given"),
        ("  title:", "  titel:", "unknown key; did you mean 'title'"),
        ("  seeds: 5", "  seeds: five", "mine.yaml:9:10 study.seeds: must be a whole number"),
        ("  seeds: 5", "  seeds: 4", "of which 5 are needed"),
        ("kind: sgd", "kind: sgdd", "mine.yaml:7:23 optimizer.kind: unknown"),
        ("model: {kind", "modle: {kind", "mine.yaml:6:5 modle: unknown key"),
        ("    slow: {}", "    slow: {optimizer.learning_rate: 0.02}", "the same as `slow`"),
        ("    slow: {}", "    slow: {seed: 3}", "same seeds"),
        ("optimizer.learning_rate: 0.02}", "optimizer.momentun: 0.9}", "did you mean 'momentum'"),
        ("last(loss)", "lst(value)", "did you mean"),
        ("last(loss)", "last()", "missing a required argument: 'column'"),
        ("last(loss)", "last(loss, 3)", "too many positional arguments"),
        ("last(loss)", "last(loss, arm=3)", "given by the study"),
        ("last(loss)", "last(loss", "not closed"),
        ("last(loss)", "last($column)", r"nothing gives a value to `\$column`"),
        ("height[slow] >", "hight[slow] >", "did you mean 'height'"),
        ("[slow] >", "[slwo] >", "did you mean 'slow'"),
        ("[slow] >", " >", r"write height\[slow\]"),
        (" > height[fast]", "", "compares"),
        (" > height[fast]", " > height[slow]", "same"),
        ("id: C131", "id: 131", "study.claims.0.id"),
        ("id: C131", "ids: C131", "unknown key"),
        ('"height[slow] > height[fast]"', '"3 > 2"', "no measure"),
        ("id: C131", "control: nothing", "is no other variant"),
        ("  recipe:", "  base: quickstart\n  recipe:", "leave one of the two out"),
        ("id: C131", "id: X131", "study.claims.0.id.0: must be the number of a statement"),
        ("topic: optim/sgd", "topic: ' , '", "names no topic"),
        ("    slow: {}", "    slow: [1]", "study.variants.slow: must be a mapping. Received"),
        ("    slow: {}", "    <script>: {}", "is no name"),
        ("    slow: {}", "    ~: {}", "is no name"),
        ("    slow: {}", "    '..': {}", "is no name"),
        ("    slow: {}", f"    {'s' * 61}: {{}}", "is no name"),
        ("    slow: {}", "    only: {}", "name it otherwise"),
        ("    height:", "    the height:", "is no name"),
        ("last(loss)", "5", "study.measures.height: must be a text"),
        ("last(loss)", "height + 1", "no measure and no figure of a run is called `height`"),
        ("last(loss)", "losss", "did you mean 'loss'"),
        ("last(loss)", "last(loss) @ 2", "`@` multiplies matrices"),
        ('"height[slow] > height[fast]"', '"height[slow] > height[fast] / 0"', "has no value"),
        ("title: A larger rate goes further", "try: [a]", "study.try: must be a text"),
    ],
)
def test_a_mistake_is_refused_at_its_place(written, old, new, said):
    text = GOOD.replace(old, new, 1) if old else new
    assert text != GOOD
    with pytest.raises(RecipeError, match=said) as caught:
        load_study(written(text))
    assert "mine.yaml:" in str(caught.value)


# Each is met, or not, with every outcome: five of five seeds would "hold" without an effect.
@pytest.mark.parametrize(
    "claim",
    [
        "abs(height[slow] - height[fast]) > 0",
        "max(height[slow], height[fast]) > min(height[slow], height[fast])",
        "(height[slow] - height[fast]) * (height[slow] - height[fast]) >= 0",
        "height[slow] - height[slow] == 0",
        "abs(test_accuracy[slow] - 0.5) < 0.5 + abs(test_accuracy[fast])",
    ],
)
def test_a_claim_that_no_outcome_can_refute_is_refused(written, claim):
    with pytest.raises(RecipeError, match="cannot fail"):
        load_study(written(GOOD.replace("height[slow] > height[fast]", claim)))


@pytest.mark.parametrize(
    "claim",
    [
        "abs(height[slow] - height[fast]) > 0.01",
        "test_accuracy[slow] < 0.9999 + 0 * test_accuracy[fast]",
        "height[slow] > 1000 * height[fast]",
    ],
)
def test_a_claim_that_some_outcome_refutes_is_taken(written, claim):
    assert len(load_study(written(GOOD.replace("height[slow] > height[fast]", claim))).claims) == 1


def test_a_study_has_at_most_a_hundred_variants(written):
    more = "".join(f"    v{n}: {{optimizer.learning_rate: 0.{n + 1:03}}}\n" for n in range(101))
    with pytest.raises(RecipeError, match=r"study\.variants: has more than 100 entries"):
        load_study(written(GOOD.replace("    slow: {}\n", "    slow: {}\n" + more)))


def test_several_mistakes_are_told_at_once(written):
    text = GOOD.replace("last(loss)", "lst(value)").replace("fast: {", "fast: {seed: 1, ")
    with pytest.raises(RecipeError) as caught:
        load_study(written(text))
    assert len(caught.value.problems) == 2


def test_a_claim_about_one_variant_needs_another(written):
    text = GOOD.replace("    fast: {optimizer.learning_rate: 0.02}\n", "")
    text = text.replace("> height[fast]", "> 0.5")
    with pytest.raises(RecipeError, match="nothing shows that it can fail"):
        load_study(written(text))


def test_chance_has_no_part_in_a_way_over_a_surface(written):
    text = GOOD.replace("model: {kind: mlp, widths: [4]}", "surface: quadratic")
    text = text.replace("epochs: 1", "steps: 3").replace("seeds: 5", "seeds: 1")
    study = load_study(written(text))
    assert (study.trains, study.claims[0].is_exact, len(study.seeds(7))) == (True, True, 1)
    assert study.recipe_of("slow", 0).surface.kind == "quadratic"


FACTS = """\
topic: activations/sigmoid
study:
  title: Facts
  says: Of drawn numbers.
  variants: {few: {count: 10}, many: {count: 1000}}
  measures: {share: "last($count)"}
  claims: [{claim: "share[few] > share[many]"}]
"""


def test_a_measure_of_a_model_needs_one(written):
    with pytest.raises(RecipeError, match="neither `base` nor `recipe`"):
        load_study(written(FACTS))


def test_a_value_must_be_given_in_every_variant(written):
    text = FACTS.replace("few: {count: 10}", "few: {number: 10}")
    with pytest.raises(RecipeError, match=r"`\$count` in few"):
        load_study(written(text))


@pytest.mark.parametrize("name", ["init/zeross", "nothing"])
def test_an_unknown_study_is_named_with_what_is_close(name):
    with pytest.raises(UserError, match="no study is called"):
        load_study(name)


def test_studies_are_no_recipes():
    assert shipped_studies()
    assert not [name for name in shipped() if "studies" in name]


def test_reading_a_study_starts_no_tensorflow():
    code = (
        "import sys; from suite.studies.definition.load_study import load_study; "
        "load_study('init/zeros'); "
        "print([name for name in sys.modules if name in ('tensorflow', 'keras', 'scipy')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_check_reads_studies_and_run_says_what_runs_them(written):
    file = written(GOOD)
    assert suite("check", file).out.endswith("no problems found (mine, claims: 1)\n")
    assert suite("check", written(GOOD.replace("slow]", "slo]"))).status == 2
    refused = suite("run", written(GOOD))
    assert "`python -m suite study FILE` runs it" in refused.err
    assert refused.status == 2


def test_list_names_every_study():
    told = suite("list", "studies").out
    assert all(name in told for name in shipped_studies())
