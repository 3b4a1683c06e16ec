"""Optimizers of the lectures that Keras lacks, one per file."""

from typing import TYPE_CHECKING

from suite.lazy_names import import_at_first_use

if TYPE_CHECKING:
    from suite.optimizers.adagrad_da import AdagradDA
    from suite.optimizers.l_bfgs import LBFGS
    from suite.optimizers.newton_cg import NewtonCG
    from suite.optimizers.proximal_adagrad import ProximalAdagrad
    from suite.optimizers.proximal_gradient_descent import ProximalGradientDescent
    from suite.optimizers.rprop import Rprop

__all__ = ["LBFGS", "AdagradDA", "NewtonCG", "ProximalAdagrad", "ProximalGradientDescent", "Rprop"]

import_at_first_use(__name__)
