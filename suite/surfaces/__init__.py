"""Analytic surfaces of two variables: problems without data, on which an optimizer's path is seen.

Each is a function of a point with its minima, a starting point and the window that is drawn. A
recipe names one: `surface: rosenbrock`.
"""

from typing import TYPE_CHECKING

from suite.lazy_names import import_at_first_use

if TYPE_CHECKING:
    from suite.surfaces.beale import Beale
    from suite.surfaces.quadratic import Quadratic
    from suite.surfaces.rosenbrock import Rosenbrock
    from suite.surfaces.saddle import Saddle

__all__ = [
    "Beale",
    "Quadratic",
    "Rosenbrock",
    "Saddle",
]

import_at_first_use(__name__)
