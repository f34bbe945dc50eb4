"""Calculations over what is recorded, as pure functions over plain rows.

Everything counts from one `Selection`: matrix, map, sheet and page show the same number because they ask the same rows.
"""
