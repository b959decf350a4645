"""`python -m bench`: run every benchmark."""

from bench.append import main

main()
