"""The table of recipes/data/cars.csv: `python -m tests.data.sources.cars_table` writes it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

PATH = Path(__file__).parents[3] / "recipes" / "data" / "cars.csv"
WEATHER = {"sun": 0.0, "rain": 0.1, "fog": 0.2, "snow": 0.3}
BROWSERS = ("Chrome", "Edge", "Firefox", "Safari")
ROWS = 600


def cars_table() -> str:
    """Made-up insurance claims: young drivers, long ways and bad weather make them."""
    generator = np.random.default_rng(15)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["age", "mileage", "weather", "browser", "note", "claim"])
    for number in range(1, ROWS + 1):
        age, way = generator.uniform(size=2)
        weather = str(generator.choice(list(WEATHER)))
        claim = way + WEATHER[weather] + 0.05 * generator.normal() > age + 0.15
        table.writerow(
            [
                18 + round(72 * age),
                round(200_000 * way),
                weather,
                generator.choice(BROWSERS),
                f"customer {number}, filed",
                "yes" if claim else "no",
            ]
        )
    return text.getvalue()


if __name__ == "__main__":
    PATH.write_text(cars_table())
