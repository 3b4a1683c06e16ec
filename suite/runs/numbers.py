"""Numbers as people read them."""

from __future__ import annotations

import math


def show_metric(value: float) -> str:
    """Four decimals where they tell enough, so that lines align: 0.9612, 12.3456; else `show`."""
    if value == 0 or 0.001 <= abs(value) < 100:
        return f"{value:.4f}"
    return show(value)


def show(value: float) -> str:
    """As few digits as tell the value, at most four: 0.001, 3e-5, 1,234, nan."""
    if not math.isfinite(value):
        return str(value)
    if abs(value) >= 1000:
        return f"{value:,.0f}" if abs(value) < 1e7 else _short_exponent(f"{value:.3e}")
    if value == 0 or abs(value) >= 0.0001:
        return f"{float(f'{value:.4g}'):.7f}".rstrip("0").rstrip(".")
    return _short_exponent(f"{value:.3e}")


def show_seconds(seconds: float) -> str:
    """0.04 s, 2.1 s, 45 s, 3:07, 2:03:45."""
    if seconds < 10:
        return f"{seconds:.2f} s" if seconds < 0.1 else f"{seconds:.1f} s"
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _short_exponent(text: str) -> str:
    """1.000e-05 as 1e-5."""
    mantissa, exponent = text.split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
