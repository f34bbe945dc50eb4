"""Painters of what leaves as a picture or a PDF, and of what the screen shows of the same: QtGui only, no widgets.

Every painter takes a `Look` and a rectangle in pixels of a screen of 96 dpi; a printer or a sharp picture scales the painter.
"""
