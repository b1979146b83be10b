"""`python -m plugin` is the `plumbline` command."""

import sys

from plugin.cli import main

if __name__ == "__main__":
    sys.exit(main())
