"""Minutes: lines as they are typed, minutes of others as they were written, and minutes as they leave."""
