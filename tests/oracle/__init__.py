"""A slow reference scorer in plain Python, written from the design alone, against which the columns are held."""
