"""How far two colours are apart in lightness, as WCAG 2 measures it."""

import numpy as np
from matplotlib.colors import to_rgba


def luminance(rgb) -> float:
    """Relative luminance of sRGB."""
    rgb = np.array(to_rgba(rgb)[:3])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a, b) -> float:
    """From 1, the same, to 21, black on white; 4.5 is asked of text and 3 of lines."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)
