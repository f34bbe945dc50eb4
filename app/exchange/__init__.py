"""Workbooks in and out, as pure functions: bytes and plain data in, plain data and bytes out."""
