"""Reading any received 3W workbook: opening, layout, columns, lines. Pure: bytes on disk in, plain data out.

Nothing is imported here: the child process that opens received files starts through this package and must start fast.
"""
