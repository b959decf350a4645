"""`python -m cli` is `clusterpact`."""

from cli.main import main

main()
