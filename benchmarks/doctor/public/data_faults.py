"""Public reports of mistakes in the data."""

from __future__ import annotations

from benchmarks.doctor.fault import Fault, merged
from benchmarks.doctor.public.bases import spoilt
from benchmarks.doctor.public.kind import kind

_RAW = {"data": {"normalize": "none"}}

DATA_FAULTS: tuple[Fault, ...] = (
    kind(
        "pixels from 0 to 255",
        "data",
        "input_scale",
        "StackOverflow 55328966 (of DeepLocalize)",
        "gray dense, gray mlp, photo functional",
        _RAW,
    ),
    kind(
        "columns in their own units",
        "data",
        "input_scale",
        "StackOverflow 39525358 (of DeepLocalize)",
        "wine dense, cancer dense",
        _RAW,
    ),
    kind(
        "scaled twice",
        "data",
        "input_scale",
        "github.com/keras-team/keras-io/issues/1549",
        "photo application, gray sequential",
        {
            "photo application": spoilt("scaled", 1 / 255),
            "gray sequential": spoilt("scaled", 1 / 255**2),
        },
        twin={
            "photo application": {},
            "gray sequential": merged(_RAW, spoilt("scaled", 1 / 255)),
        },
    ),
    kind(
        "inputs that are noise",
        "data",
        "wrong_labels",
        "Slav Ivanov, 37 reasons why your neural network is not working (2017)",
        "gray sequential, table mlp",
        merged(_RAW, spoilt("noise inputs")),
        twin={"gray sequential": {}, "table mlp": {}},
    ),
    kind(
        "inputs shuffled, labels not",
        "data",
        "wrong_labels shuffled_labels",
        "github.com/DrexelChatbotGroup/DrexelChatbot/issues/15",
        "gray mlp, photo functional, wine dense",
        spoilt("shuffled labels", 1.0),
    ),
    kind(
        "labels of another class",
        "data",
        "wrong_labels",
        "DeepCrime, operator change_label",
        "gray sequential, table dense",
        spoilt("flipped labels", 0.4),
    ),
    kind(
        "classes that overlap",
        "data",
        "conflicting_labels wrong_labels",
        "DeepCrime, operator make_output_classes_overlap",
        "gray dense, table mlp",
        spoilt("conflicting", 0.7),
    ),
    kind(
        "validation not scaled",
        "data",
        "data_shift",
        "github.com/keras-team/keras/issues/14153",
        "gray sequential, cancer dense",
        {
            "gray sequential": merged(_RAW, spoilt("unseen scaled", 2 / 255)),
            "cancer dense": merged(_RAW, spoilt("unseen raw")),
        },
    ),
    kind(
        "channels reversed in validation",
        "data",
        "data_shift",
        "github.com/rodrigo2019/keras_yolo2/issues/19",
        "photo functional, photo application",
        spoilt("unseen channels"),
    ),
    kind(
        "columns in another order in validation",
        "data",
        "data_shift",
        "Slav Ivanov, 37 reasons (2017): another pipeline for validation",
        "cancer dense, table mlp",
        spoilt("unseen columns"),
    ),
    kind(
        "classes numbered differently in validation",
        "data",
        "shuffled_labels",
        "github.com/keras-team/keras/issues/6075",
        "gray sequential, photo nested",
        spoilt("renamed classes", 1.0),
    ),
    kind(
        "files that could not be read",
        "data",
        "blank_inputs",
        "Slav Ivanov, 37 reasons (2017): all zeros",
        "gray cnn, photo functional",
        spoilt("blank", 0.6),
    ),
    kind(
        "validation among the training samples",
        "data",
        "leakage",
        "UMLAUT, user_eval/eval_b.py",
        "gray mlp, cancer dense",
        spoilt("leaked", 1.0),
    ),
    kind(
        "augmented before the split",
        "data",
        "leakage",
        "github.com/udacity/deep-learning-v2-pytorch/issues/132",
        "gray cnn, photo functional",
        spoilt("augmented first", 0.03),
    ),
    kind(
        "target among the columns",
        "data",
        "feature_leak",
        "github.com/mwaskom/seaborn-data/issues/37",
        "table dense, surface mlp",
        spoilt("target column", 0.02),
    ),
    kind(
        "validation split off a sorted file",
        "data",
        "unbalanced_labels data_shift unshuffled_data",
        "github.com/keras-team/keras/issues/8346",
        "gray mlp, photo nested",
        spoilt("last class held out"),
    ),
    kind(
        "one class is most of the data",
        "data",
        "unbalanced_labels",
        "DeepCrime, operator unbalance_train_data",
        "gray cnn, table dense",
        spoilt("uneven", 30),
    ),
)
