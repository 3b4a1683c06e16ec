"""What the lectures say of units, activations and data."""

from __future__ import annotations

from suite.lectures.lessons.lesson import Lesson

FOUNDATIONS: dict[str, Lesson] = {
    "foundations/neuron": Lesson(
        (
            "A unit weighs its inputs, adds them up with its bias, and passes the sum through a "
            "function: the weights are its synapses."
        ),
        "The drawing of the network: each box with weights is a layer of such units.",
    ),
    "foundations/bias": Lesson(
        (
            "The bias is the negative of a threshold: with a bias of -5 a ReLU fires only where "
            "the weighted sum exceeds 5. Without biases every unit's border runs through zero."
        ),
        "The dead units: a bias that is too negative silences a unit for all data.",
        ("dead_neurons",),
    ),
    "foundations/backprop": Lesson(
        (
            "Each gate multiplies the gradient that comes from above by its own local gradient. A "
            "sum hands it on, a maximum sends it one way, a product swaps its inputs; inputs 100 "
            "times as large give gradients 100 times as large."
        ),
        (
            "The gradient norm by layer, from the output at the bottom up to the input: it shows "
            "what is left of the gradient on its way back."
        ),
        ("gradient_norm",),
    ),
    "foundations/universality": Lesson(
        (
            "One hidden layer can bend to any continuous function, though depth gets there with "
            "fewer units. Without non-linear activations any number of layers is one linear map."
        ),
        (
            "How close the training loss comes to zero: a net without activations stops at what a "
            "straight line can do."
        ),
    ),
    "foundations/layer-count": Lesson(
        (
            "A net of N layers counts those with weights, not the input; the last one usually has "
            "no activation."
        ),
        "The drawing of the network and its table of layers.",
    ),
    "activations/sigmoid": Lesson(
        (
            "The sigmoid is flat at both ends, its slope is at most 1/4, and its outputs are never "
            "negative, so that gradients shrink on their way back and all of a unit's share a "
            "sign."
        ),
        "Saturated activations, and rows of the gradient norm that fade towards the input.",
        ("activation_stats", "gradient_norm", "same_sign_gradients"),
    ),
    "activations/tanh": Lesson(
        "The tanh is centered and has a slope of up to 1, but it saturates as the sigmoid does.",
        "Saturated activations by layer, and two bright ends in the histograms.",
        ("activation_stats",),
    ),
    "activations/relu": Lesson(
        (
            "The ReLU does not saturate above zero and costs nothing; nets with it converge "
            "several times faster. It is zero for half of its inputs, and its outputs are not "
            "centered."
        ),
        "The share of activations next to zero, and whether units die.",
        ("activation_stats", "dead_neurons"),
    ),
    "activations/dying-relu": Lesson(
        (
            "A ReLU unit that is negative for all data has no gradient and never comes back. Too "
            "large a learning rate or unlucky first weights do this; a lower rate or a leaky ReLU "
            "helps."
        ),
        "Dead units by layer, and the step since which they are dead; often it is the first steps.",
        ("dead_neurons",),
    ),
    "activations/leaky-relu": Lesson(
        "A small slope below zero, fixed at 0.01 or learned, lets every unit go on learning.",
        "The dead units: what is silent here still learns, and should come back.",
        ("dead_neurons",),
    ),
    "activations/elu": Lesson(
        (
            "Below zero the ELU is alpha (exp(x) - 1): it keeps a gradient there, and its outputs "
            "are nearly centered."
        ),
        "The mean of the activations by layer, which stays near zero.",
        ("activation_stats",),
    ),
    "activations/softplus": Lesson(
        "The softplus ln(1 + exp(x)) is a ReLU without a corner; it is never exactly zero.",
        "The share of activations next to zero, against that of a ReLU.",
        ("activation_stats",),
    ),
    "activations/maxout": Lesson(
        (
            "A maxout unit is the largest of several affine maps: it neither saturates nor dies, "
            "and has several times the weights."
        ),
        "The number of parameters, and the gradient norm by layer.",
        ("gradient_norm",),
    ),
    "activations/softmax": Lesson(
        (
            "The softmax turns the scores of many classes into probabilities that sum to 1; it "
            "belongs to the output only."
        ),
        "The calibration: whether the probabilities are as right as they say.",
    ),
    "activations/choice": Lesson(
        (
            "Begin with the ReLU and an eye on the learning rate; then try leaky ReLU, ELU or "
            "maxout. The sigmoid is no choice for hidden layers."
        ),
        "The loss, and dead or saturated units.",
        ("dead_neurons", "activation_stats"),
    ),
    "data/normalization": Lesson(
        (
            "Inputs of different scale make the loss a long valley in which descent zigzags. The "
            "statistics of the training set scale the test set too."
        ),
        "Whether the loss falls smoothly, and the share of gradients of one sign.",
        ("gradient_norm", "same_sign_gradients"),
    ),
    "data/pca-whitening": Lesson(
        (
            "Turning the data onto the axes of its covariance and dividing by the deviations "
            "leaves inputs that do not vary together; a few axes keep most of the variance."
        ),
        "How fast the loss falls in the first epochs, against a run without it.",
    ),
    "data/one-hot": Lesson(
        (
            "A category of m values is m inputs of which one is 1: a single number would invent an "
            "order."
        ),
        "The shape of the network's input.",
    ),
    "data/augmentation": Lesson(
        "Flipped, turned, cropped or recolored images keep their label and are new to the net.",
        (
            "The gap between training and validation, which should be smaller; training itself "
            "becomes harder."
        ),
    ),
    "data/batch-size": Lesson(
        (
            "Large batches use hardware better and take fewer steps an epoch, but need more "
            "epochs, and are said to find sharper minima; small ones add noise that escapes them."
        ),
        "The noise scale against the batch size, the sharpness, and the distance from the start.",
        ("noise_scale", "sharpness", "distance_from_start"),
    ),
}
