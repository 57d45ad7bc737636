"""How a file was read, in words, and what may be chosen in place of each guess."""
