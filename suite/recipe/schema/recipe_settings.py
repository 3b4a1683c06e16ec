"""What a recipe may hold, block by block, with types, ranges and defaults."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from suite.catalog import Component
from suite.catalog.arguments.duration import OF_TIME, lasting
from suite.catalog.arguments.yaml_numbers import in_whole_numbers
from suite.given_path import same_name
from suite.recipe.schema.base_settings import LARGEST_COUNT, Count, Settings, Share, Whole
from suite.recipe.schema.class_settings import ClassCounts, ClassWeights
from suite.recipe.schema.component_fields import (
    Augmentation,
    Callback,
    Check,
    ComponentOf,
    Initialization,
    Loss,
    Metric,
    Model,
    Optimizer,
    Surface,
    Tracker,
)
from suite.recipe.schema.penalty_settings import PenaltySettings
from suite.recipe.schema.sweep_settings import SweepSettings
from suite.recipe.schema.transfer_settings import TransferSettings
from suite.recipe.text.node import without_nulls

_EVERY = "`auto` or a duration such as 500st, 2ep, 10% or 10min"
_WholeCount = Annotated[int, Field(ge=1, le=LARGEST_COUNT)]  # beside a share, which 1.0 is


class NormalizeSettings(Settings):
    """How raw inputs are scaled, by statistics of the training set only.

    Args:
        kind: `none`; `scale`: into [0, 1] by the range of the type; `standard`: mean 0, variance 1;
            `min_max`: the training set's minimum to 0, its maximum to 1; `log`, `arctan`, `exp`:
            curves for outliers, `show nonlinear_normalization`; `pca_whitening`: a vector
            of components of variance 1 that do not vary together; `zca_whitening`: these turned
            back into the shape of the input.
        per: whether the statistics are taken per channel or per single input; whitening takes all
            inputs together.
        components: of whitening: their number, or the share of the variance that they keep; null
            keeps all.
        epsilon: of whitening: added to each variance, as a share of the mean variance; null is
            0.00001.

    Example:
        >>> NormalizeSettings(kind="pca_whitening", components=0.99).components
        0.99
    """

    kind: Literal[
        "none",
        "scale",
        "standard",
        "min_max",
        "log",
        "arctan",
        "exp",
        "pca_whitening",
        "zca_whitening",
    ] = "standard"
    per: Literal["channel", "feature"] = "channel"
    components: _WholeCount | Annotated[float, Field(gt=0, le=1)] | None = None
    epsilon: Annotated[float, Field(ge=0)] | None = None


def _as_normalize(value: Any) -> Any:
    count = value.get("components") if isinstance(value, dict) else None
    if isinstance(count, float) and count > 1:  # 1e2 components; 1.0 is a share
        return {**value, "components": in_whole_numbers(count)}
    return value


class FoldSettings(Settings):
    """One of k equal parts of the examples, for validation; the others are trained on.

    Args:
        index: which part, from 0 to `of` - 1.
        of: k, the number of parts.
    """

    index: Annotated[Whole, Field(ge=0)]
    of: Annotated[Whole, Field(ge=2)]


# Sources with an argument `classes`, a key of every block of data.
DRAWN_BY_CLASS = ("blobs", "spiral")


class DataSettings(Settings):
    """The data and how batches are made of it; any other key is an argument of the source.

    Args:
        kind: the source; none where only `input_shape` and `classes` are known.
        batch_size: samples in a step, over all devices; with an optimizer for the full batch in
            each of the parts whose losses are summed.
        limit: for a quick try: most examples in the training set (of which validation is held out)
            and in each other set, drawn at random; null takes all.
        validation: share of the training set kept for validation, stratified, where the source
            brings no validation set; 0 keeps none.
        fold: null, or a part of the training and validation examples together, stratified, which
            is the validation set in place of the other; see `FoldSettings`.
        class_counts: training examples to keep of some classes, by name or number, to see what an
            imbalance does; after validation was held out, which stays as it is, as the test set
            does.
        sampling: `shuffle`: each epoch visits every training example once; `balanced`: it is as
            long and draws every class equally often, so that examples of rare classes come several
            times and not all of the frequent ones come.
        normalize: see `NormalizeSettings`.
        augment: changes to the training images, in this order.
        one_hot: whether labels are vectors; `auto`: only where an augmentation mixes labels.
        input_shape: shape of one input, to describe a model without its data.
        classes: of `blobs` and `spiral`, which draw so many; or to describe a model without data.

    Example:
        >>> DataSettings(kind="blobs", samples=90).source
        Component(kind='blobs', arguments={'samples': 90})
    """

    model_config = ConfigDict(extra="allow")

    kind: Annotated[str, Field(min_length=1)] | None = "digits"
    batch_size: Count = 128
    limit: Count | None = None
    validation: Annotated[float, Field(ge=0, lt=1)] = 0.1
    fold: FoldSettings | None = None
    class_counts: ClassCounts = {}
    sampling: Literal["shuffle", "balanced"] = "shuffle"
    normalize: Annotated[NormalizeSettings, BeforeValidator(_as_normalize)] = NormalizeSettings()
    augment: list[Augmentation] = []
    one_hot: Literal["auto"] | bool = "auto"
    input_shape: Annotated[list[Count], Field(min_length=1)] | None = None
    classes: Annotated[Whole, Field(ge=2)] | None = None

    @property
    def source(self) -> Component | None:
        """The source with its own arguments; none where the recipe only describes the data."""
        if not self.kind:
            return None
        arguments = dict(self.model_extra or {})
        if self.classes is not None and self.kind in DRAWN_BY_CLASS:
            arguments["classes"] = self.classes
        return Component(self.kind, arguments)

    @property
    def part(self) -> tuple[int, int] | None:
        """The fold for validation and the number of folds, if there is one."""
        return None if self.fold is None else (self.fold.index, self.fold.of)


class LookaheadSettings(Settings):
    """Slow weights to which the weights return every few steps, with which they are validated and
    saved.

    Args:
        every: the number of steps between two meetings.
        alpha: the share of the way that the slow weights go to the others at each, in (0, 1]; with
            a `power` at the end of training only.
        power: how that share falls from 1 to `alpha`: with this power of the part of the training
            that is over; 0 is `alpha` all the time.

    Example:
        >>> LookaheadSettings(every=6).alpha
        0.5
    """

    every: Count = 5
    alpha: Annotated[float, Field(gt=0, le=1)] = 0.5
    power: Annotated[float, Field(ge=0)] = 0.0


class TrainingSettings(Settings):
    """How the model is trained.

    Args:
        epochs: passes over the training set; with an optimizer for the full batch (l_bfgs,
            newton_cg) its iterations.
        steps: of an optimizer over a `surface`, where it is required; data has epochs.
        precision: the number format of the computation; variables stay float32.
        strategy: `one_device`; `mirrored`: a replica on each GPU; `multi_worker`: over several
            processes (see `launch`); `auto`: mirrored where there are several GPUs.
        worker_wait: seconds to wait for missing workers.
        sync_batch_norm: whether batch normalization takes its statistics over all replicas, as
            one device would.
        jit_compile: whether XLA compiles the step; `auto` decides by device, net and length of
            the run, and `summary` says what and why.
        steps_per_execution: steps per call of the compiled function; `auto` by the cost of a step.
        class_weights: what a sample's loss is multiplied by: a mapping of class names or numbers to
            weights, 1 for classes not named; `balanced`: n / (k n_c), with n_c of the n training
            examples in each of k classes. Of a mixed label it is the mean by its shares. Counts in
            the training loss alone; metrics, validation and test do not weigh.
        clip_norm: largest global norm of the gradients, after they are summed over devices.
        gradient_accumulation: equal parts in which a batch is computed, to save memory.
        ema: decay of a moving average of the weights, which then validates and is saved.
        lookahead: see `LookaheadSettings`.
        rates: pattern of paths of weights, `*norm*/beta` -> factor on the learning rate, above 0;
            weight decay keeps the common rate. Of several patterns that match, the last holds.
        checkpoint_every: when the state is saved, beside at a signal and at a failure. `auto`:
            after 5 s, at the end of each epoch, and inside it when training has taken twice as long
            or ten minutes have passed, for 2 % of the time at most; or a duration: `500st`, `2ep`,
            `10%` of the run, `10min`.
        checkpoints_kept: how many of them are kept.
        keep_best: of which epoch `best.keras` holds the weights: where a validation measure, as
            `history.csv` names it, was best; `auto`: val_accuracy, or val_loss without an accuracy;
            `none`: no such file.
        on_nan: after a number that is not finite: `stop`, or `restore_and_lower_rate`: go on from
            the last checkpoint before it with a tenth of the learning rate, up to three times.
        tta: test-time augmentation: the test set is measured once more, as `test_tta_accuracy` and
            so on, by the mean of the outputs over an image and its mirror image (`flip`), and over
            both moved by a pixel too (`flip_shift`).
        determinism: whether every operation must give the same bits in every run.
        diagnostics: `auto`: checks before the run, the cheap diagnostics that the doctor goes by,
            beside those in `callbacks`, and figures of the trained model in `outcome.json`;
            `none`: only the diagnostics in `callbacks`.
        track: trackers that follow the run, each in a process of its own: `tensorboard`, `mlflow`,
            `wandb`, `comet`, or a class of your own that derives from `suite.Tracker`; what they
            leave is in `track` of the run directory. One that fails never ends the run.

    Example:
        >>> TrainingSettings(checkpoint_every="10min").epochs
        10
    """

    epochs: Count = 10
    steps: Count | None = None
    precision: Literal["float32", "mixed_bfloat16", "mixed_float16"] = "float32"
    strategy: Literal["auto", "one_device", "mirrored", "multi_worker"] = "auto"
    worker_wait: Annotated[float, Field(gt=0)] = 60.0
    sync_batch_norm: bool = True
    jit_compile: Literal["auto"] | bool = "auto"
    steps_per_execution: Literal["auto"] | Count = "auto"
    class_weights: ClassWeights | None = None
    clip_norm: Annotated[float, Field(gt=0)] | None = None
    gradient_accumulation: Count = 1
    ema: Share | None = None
    lookahead: LookaheadSettings | None = None
    # A pattern set to null falls back to the factor 1.
    rates: Annotated[
        dict[str, Annotated[float, Field(gt=0)]],
        BeforeValidator(without_nulls),
        Field(description="a mapping of patterns of paths of weights to factors above 0"),
    ] = {}
    checkpoint_every: Annotated[
        str, AfterValidator(lasting(OF_TIME, "auto")), Field(description=_EVERY)
    ] = "auto"
    checkpoints_kept: Count = 2
    keep_best: Annotated[
        str,
        Field(
            pattern=r"^(auto|none|val_.+)$",
            description="auto, none, or a validation measure such as `val_loss`",
        ),
    ] = "auto"
    on_nan: Literal["stop", "restore_and_lower_rate"] = "stop"
    tta: Literal["flip", "flip_shift"] | None = None
    determinism: bool = True
    diagnostics: Literal["auto", "none"] = "auto"
    track: list[Tracker] = []


class RecipeSettings(Settings):
    """The top level of a recipe.

    Args:
        name: names the run directory; by default the name of the file.
        topic: of the lectures, for instance `models/resnet`; several are separated by commas.
        seed: of everything random.
        data: see `DataSettings`.
        model: a model of the catalog with its arguments; required but for a `surface`.
        surface: in place of data and model: a function of two variables, on which the optimizer
            leaves its path.
        initialization: null, or how data sets the weights of the whole model before the first step.
        transfer: null, or what training starts from and which layers it trains; see
            `TransferSettings`.
        penalties: on weights of layers, by the layers' names; see `PenaltySettings`.
        loss: `auto` is the cross-entropy that fits the labels.
        metrics: measured on training and validation data.
        optimizer: with a number or a schedule as its `learning_rate`.
        training: see `TrainingSettings`.
        callbacks: Keras callbacks and diagnostics.
        checks: of data and model before the first step, beside those of every run.
        sweep: many runs with changed keys in place of one; see `SweepSettings`.

    Example:
        >>> settings = RecipeSettings(model="mlp", seed=1e3)
        >>> settings.seed, settings.optimizer.kind
        (1000, 'adam')
    """

    name: Annotated[
        str,
        AfterValidator(same_name),  # each accented letter as one, however the name was typed
        Field(
            pattern=r"^\w[\w.+-]*$",
            description="a text of letters, digits, `-`, `_`, `.` and `+` that can name a folder",
        ),
    ] = "recipe"
    topic: str | None = None
    seed: Annotated[Whole, Field(ge=0, lt=2**32)] = 0
    data: Annotated[DataSettings, ComponentOf("data")] = DataSettings()
    model: Model | None = None
    surface: Surface | None = None
    initialization: Initialization | None = None
    transfer: TransferSettings | None = None
    penalties: list[PenaltySettings] = []
    loss: Literal["auto"] | Loss = "auto"
    metrics: list[Metric] = [Component("accuracy", {})]
    optimizer: Optimizer = Component("adam", {"learning_rate": 0.001})
    training: TrainingSettings = TrainingSettings()
    callbacks: list[Callback] = []
    checks: list[Check] = []
    sweep: SweepSettings | None = None


# One of them must be given: what is trained.
PROBLEMS = ("model", "surface")
# What a recipe with a surface may hold; of `training` only `steps`.
SURFACE_KEYS = ("name", "topic", "surface", "optimizer", "training", "sweep")


def plain(value: Any) -> Any:
    """Settings and components as a recipe writes them."""
    if isinstance(value, BaseModel):
        return {name: plain(item) for name, item in value}
    if isinstance(value, Component):
        return value.to_plain()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


# Every default of the top level as a recipe would write it.
DEFAULT_VALUES: dict[str, Any] = {
    name: plain(field.default)
    for name, field in RecipeSettings.model_fields.items()
    if name not in PROBLEMS
}
# What a data block keeps when its source changes.
SHARED_DATA_KEYS = frozenset(DataSettings.model_fields) - {"kind", "input_shape", "classes"}
