"""Meetings: prepared with an agenda that proposes itself, typed while people speak, and sent out as minutes.

`sitting` reads one meeting as the page shows it; `planning`, `attending`, `noting` and `closing` are what is done to it;
`agenda` says what the next one should talk about; `papers` makes the plain data that documents are written from.
"""
