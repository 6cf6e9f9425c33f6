"""`python -m hlmdiag`: the command line where the `hlmdiag` script is not on the path."""

from hlmdiag.cli import main

if __name__ == "__main__":
    main()
