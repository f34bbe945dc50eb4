"""One meeting: prepared, typed while people speak, and sent out. By hand, since a secretary lives here for two hours.

`view` puts the parts together; `attendance_column`, `agenda_column` and `actions_column` are the meeting itself, `prepare`
what is before it and `send_out` what is after. `keys` lists the keys, which exist on every keyboard.
"""
