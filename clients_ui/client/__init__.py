"""What a client is: its fields, the rules for them, how two versions merge.

Pure: no I/O, and of Django its translations alone.
"""
