"""``python -m mathwright``: the command line."""

from mathwright.cli.main import main

main()
