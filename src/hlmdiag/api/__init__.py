"""The package as Python calls it: every argument is checked, and what cannot be is said in a sentence.

The rooms hold the functions themselves; the command line calls those, its arguments being checked otherwise.
"""
