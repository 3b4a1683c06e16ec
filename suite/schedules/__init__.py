"""Learning-rate schedules that Keras does not have, or has with other boundaries.

Keras's own - `exponential_decay`, `inverse_time_decay`, `polynomial_decay`, `cosine_decay`,
`cosine_decay_restarts`, `piecewise_constant_decay` - are in the catalog under those names; `warmup`
goes around any of them. All count in optimizer steps from the beginning of the run. Boundaries and
periods are compared as integers, so they are exact at any step; only fractions are float32.
"""

from typing import TYPE_CHECKING

from suite.lazy_names import import_at_first_use

if TYPE_CHECKING:
    from suite.schedules.constant import Constant
    from suite.schedules.cyclic import Cyclic
    from suite.schedules.one_cycle import OneCycle
    from suite.schedules.piecewise import Piecewise
    from suite.schedules.step import Step
    from suite.schedules.warmup import Warmup

__all__ = [
    "Constant",
    "Cyclic",
    "OneCycle",
    "Piecewise",
    "Step",
    "Warmup",
]

import_at_first_use(__name__)
