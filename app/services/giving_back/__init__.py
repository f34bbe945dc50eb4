"""What an organisation gets for what it gives: one page with what concerns it, and a letter that it reported on time.

`facts` reads what is known, `pages` makes the page and the letter of it; files are made by `app.printing.given_back`.
"""
