"""The ranges of numbers among the arguments of components, as tables.

A range is written as `Interval.parse` reads it.
"""

from __future__ import annotations

_ANY = "number (-inf, inf)"
_LISTED = "numbers (-inf, inf)"
_POSITIVE = "number (0, inf)"
_FROM_0 = "number [0, inf)"
_SHARE = "number [0, 1]"
_BELOW_1 = "number [0, 1)"
_COUNT = "whole [1, 1e9]"
_COUNTS = "wholes [1, 1e9]"
_FROM_0_WHOLE = "whole [0, 1e9]"
_WHOLE = "whole [-1e18, 1e18]"
_WHOLES = "wholes [-1e18, 1e18]"

# Kind -> range -> arguments, whatever component of this kind has them.
OF_KERAS: dict[str, dict[str, str]] = {
    "optimizers": {
        _FROM_0: "learning_rate adam_lr_ratio adam_weight_decay weight_decay beta epsilon epsilon_1"
        " epsilon_2 initial_accumulator_value l1_regularization_strength l2_regularization_strength"
        " l2_shrinkage_regularization_strength l1 l2",
        _BELOW_1: "beta_1 beta_2 adam_beta_1 adam_beta_2 rho ema_momentum",
        _SHARE: "momentum",
        _POSITIVE: "clipnorm clipvalue global_clipnorm clip_threshold initial_scale"
        " loss_scale_factor rms_rate",
        "number (-inf, 0]": "beta_2_decay learning_rate_power",
        "whole [2, 1e9]": "gradient_accumulation_steps",
        _COUNT: "ema_overwrite_frequency dynamic_growth_steps ns_steps",
        _FROM_0_WHOLE: "warmup_steps",
        _ANY: "muon_a muon_b muon_c",
    },
    "schedules": {
        _FROM_0: "initial_learning_rate end_learning_rate alpha decay_rate warmup_steps"
        " warmup_target learning_rate maximum_learning_rate minimum_learning_rate"
        " peak_learning_rate",
        _POSITIVE: "decay_steps first_decay_steps m_mul power",
        "number [1, inf)": "t_mul",
        "numbers* [0, inf)": "boundaries",
        "numbers [0, inf)": "values",
    },
    "losses": {
        "numbers [0, inf)": "alpha",
        _FROM_0: "beta gamma",
        _POSITIVE: "delta",
        _SHARE: "label_smoothing",
        "number (0, 1]": "q",
        _ANY: "margin",
        _WHOLE: "ignore_class",
        _WHOLES: "axis",
    },
    "initializers": {
        _ANY: "gain maxval minval mean",
        _LISTED: "value",
        _POSITIVE: "scale",
        _FROM_0: "stddev",
        _WHOLE: "seed",
        _WHOLES: "input_axes output_axes",
    },
    "regularizers": {_FROM_0: "factor l1 l2"},
    "constraints": {_FROM_0: "max_value min_value", _SHARE: "rate", _WHOLES: "axis"},
    "callbacks": {
        _ANY: "baseline initial_value_threshold min_delta",
        _FROM_0: "min_lr",
        "number (0, 1)": "factor",
        _FROM_0_WHOLE: "cooldown patience start_from_epoch embeddings_freq histogram_freq",
        _COUNT: "max_to_keep",
        "whole [0, 2]": "verbose",
    },
    "metrics": {
        _POSITIVE: "beta",
        _SHARE: "label_smoothing precision recall sensitivity specificity",
        "numbers [0, 1]": "thresholds",
        _ANY: "threshold",
        _COUNT: "k num_classes num_labels top_k",
        "whole [2, 1e9]": "num_thresholds",
        _FROM_0_WHOLE: "num_regressors class_id",
        "wholes [0, 1e9]": "target_class_ids",
        _WHOLE: "ignore_class",
        _WHOLES: "axis",
        _LISTED: "label_weights",
    },
    "activations": {
        _FROM_0: "alpha b negative_slope max_value",
        _ANY: "default_value slope threshold",
        _WHOLES: "axis",
    },
    "layers": {
        _BELOW_1: "rate dropout recurrent_dropout",
        _SHARE: "momentum renorm_momentum",
        _FROM_0: "epsilon stddev negative_slope max_value l1 l2 min_power mag_exp min_freq max_freq"
        " clip_limit ref_power top_db",
        "numbers [0, inf)": "alpha sigma variance",
        _POSITIVE: "lora_alpha logit_soft_cap",
        _COUNT: "units filters input_dim output_dim key_dim value_dim head_dim num_heads"
        " num_query_heads num_key_value_heads depth_multiplier n height width bins chain_depth"
        " num_chains num_ops max_number num_bins num_tokens max_tokens lora_rank power_iterations"
        " sliding_window output_sequence_length num_mel_bins sampling_rate sequence_length"
        " sequence_stride fft_length frame_length frame_step",
        _COUNTS: "kernel_size strides dilation_rate pool_size size groups output_size dims"
        " tile_grid_size ngrams",
        "wholes [0, 1e9]": "cropping padding output_padding",
        _FROM_0_WHOLE: "num_oov_indices",
        _WHOLE: "seed oov_token",
        _WHOLES: "axis axes attention_axes shared_axes",
        "wholes [-1, 1e9]": "target_shape",
        _ANY: "mask_value threshold addition_factor threshold_factor",
        _LISTED: "scale offset factor mean fill_value value_range bin_boundaries brightness_factor"
        " contrast_factor saturation_factor hue_factor height_factor width_factor x_factor"
        " y_factor idf_weights",
    },
}
# What only our own components have; also refused by their constructors, which `check` does not run.
OF_OURS: dict[str, dict[str, str]] = {
    "models": {
        _COUNTS: "convs_per_block kernel_size pool_size pool_strides strides",
        "wholes* [1, 1e6]": "dense filters widths",
        "whole [1, 1e6]": "width units",
        _COUNT: "norm_groups ratio size whitening_size",
        "numbers* [0, 1)": "dropout",
        _BELOW_1: "input_dropout stochastic_depth norm_momentum",
        _POSITIVE: "norm_epsilon whitening_epsilon logit_scale",
        _FROM_0: "weight_decay",
    },
    "optimizers": {
        _COUNT: "cg_steps history",
        "number (0, 1)": "cg_tolerance decrease",
        "number (1, inf)": "increase",
        "number (0, 1]": "min_scale",
        "number [1, inf)": "max_scale",
        _FROM_0: "damping tolerance",
    },
    "schedules": {
        _COUNT: "every",
        "whole [2, 1e9]": "period",
        _FROM_0_WHOLE: "steps warmup",
        "number (0, 1]": "factor shrink",
        "number [1, inf)": "start_divisor end_divisor",
        _FROM_0: "start",
    },
    "losses": {_POSITIVE: "margin"},
    "initializers": {_POSITIVE: "gain", _COUNT: "connections"},
    "initializations": {
        _COUNT: "batch_size epochs iterations",
        "whole [2, 1e9]": "samples",
        _POSITIVE: "learning_rate",
        "number (0, 1)": "tolerance",
        _BELOW_1: "noise",
    },
    "callbacks": {
        _COUNT: "every most channels samples positions ascent_steps power_steps",
        "whole [2, 1e9]": "probe",
        _POSITIVE: "epsilon",
        _FROM_0: "tolerance",
        "number (0, 1)": "limit",
    },
    "layers": {
        "whole [2, 1e9]": "pieces",
        _COUNT: "ratio",
        _FROM_0: "beta",
        _POSITIVE: "k",
        "numbers (1, 2]": "pool_ratio",
        _LISTED: "shift",
        "numbers (0, inf)": "spread",
    },
    "augmentations": {
        _COUNT: "padding size num_ops",
        _FROM_0_WHOLE: "magnitude",
        "whole [2, 1e9]": "num_magnitude_bins",
        "wholes [0, 255]": "fill",
        "numbers (0, 1]": "scale",
        "numbers (0, inf)": "ratio",
        _POSITIVE: "alpha",
        "number (0, 180]": "degrees",
        _SHARE: "brightness contrast saturation",
        "number [0, 0.5]": "hue",
    },
    "data": {
        _COUNT: "samples labels",
        "whole [2, 1e6]": "classes",
        _FROM_0: "noise",
        _BELOW_1: "outliers test",
        _ANY: "turns",
        "whole [0, 4294967295]": "seed",
        "number (0, 1]": "center_crop",
        "wholes* [0, 1e9]": "only",
        _COUNTS: "resize",
    },
    "surfaces": {_ANY: "a b", "number [1, inf)": "condition", _LISTED: "start"},
}
# Where one component means something else by a name.
OF_ONE = {
    ("layers", "patch_whitening", "epsilon"): "number (0, inf)",
    ("layers", "patch_whitening", "kernel_size"): "whole [1, 1e9]",
    ("layers", "group_normalization", "groups"): "whole [-1, 1e9]",  # -1: one group per channel
    ("optimizers", "lion", "beta_1"): "number (0, 1)",  # 0 would leave the sign of the gradient
}
# Arguments that are no numbers, or whose numbers Keras reads in a way of its own.
FREE: dict[str, str] = {
    "initializations": "",
    "optimizers": "name exclude_layers inner_optimizer optimizer_map",
    "losses": "dtype",
    "callbacks": "layers folder backup_dir directory filename filepath schedule headers"
    " embeddings_metadata profile_batch update_freq save_freq on_epoch_begin on_epoch_end"
    " on_train_batch_begin on_train_batch_end on_train_begin on_train_end",
    "metrics": "name dtype average",
    "models": "depth",
    "data": "name path data_dir class_names exclude target categorical ignore separator",
    "trackers": "experiment tracking_uri project entity workspace tags",
    "layers": "components name dtype arguments mask function call_fn init_fn method module params"
    " state variables native_serialization_platforms layer layers cell cells backward_layer weights"
    " noise_shape output_shape vocabulary mask_token salt data_format bias_axes equation"
    " call_training_endpoint filepath bounding_box_format flash_attention quantization_config"
    " gptq_unpacked_column_size renorm_clipping reverse_dtype mode",
}
