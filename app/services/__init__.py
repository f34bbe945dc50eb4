"""Everything the program can do, as functions: a store in, what changed or was read out."""
