"""Calculations over what is recorded, as pure functions over plain rows."""
