"""What a text means: which place, organisation or code. Pure functions over plain data, without store and without Qt.

Only what is known decides: a code, a name, another known name, a remembered answer. What is merely near is proposed, with
the reason in a sentence, and asked once for all rows.
"""
