"""Circuits to look at: layered schematics as SVG, as text, and as a page to play with."""
