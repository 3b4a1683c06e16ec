"""The field's spelling of names."""

from __future__ import annotations

import pytest

from suite.catalog.names.spelling import key, snake_case


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SGD", "sgd"),
        ("AdamW", "adamw"),
        ("LBFGS", "l_bfgs"),
        ("ScheduleFreeAdamW", "schedule_free_adamw"),
        ("RMSprop", "rmsprop"),
        ("RMSNormalization", "rms_normalization"),
        ("ReLU", "relu"),
        ("PReLU", "prelu"),
        ("LeakyReLU", "leaky_relu"),
        ("ELU", "elu"),
        ("CSVLogger", "csv_logger"),
        ("TerminateOnNaN", "terminate_on_nan"),
        ("ReduceLROnPlateau", "reduce_lr_on_plateau"),
        ("SwapEMAWeights", "swap_ema_weights"),
        ("BatchNormalization", "batch_normalization"),
        ("Conv2D", "conv2d"),
        ("Conv2DTranspose", "conv2d_transpose"),
        ("ConvLSTM2D", "conv_lstm2d"),
        ("MaxPooling2D", "max_pooling2d"),
        ("L1L2", "l1_l2"),
        ("F1Score", "f1_score"),
        ("OneHotMeanIoU", "one_hot_mean_iou"),
        ("KLDivergence", "kl_divergence"),
        ("TensorBoard", "tensorboard"),
        ("log_softmax", "log_softmax"),
        ("relu6", "relu6"),
        ("_Private2D", "private2d"),
    ],
)
def test_snake_case(name, expected):
    assert snake_case(name) == expected


def test_spellings_of_one_name_share_a_key():
    assert len({key(name) for name in ("AdamW", "adam_w", "adamw", "ADAMW")}) == 1
    assert key("adam") != key("adamw")
