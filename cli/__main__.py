"""`python -m cli` is the `huicai` command."""

from cli.main import main

main()
