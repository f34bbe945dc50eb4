"""The program: what is recorded, how it is kept, read, counted and shown. Imports only go down."""
