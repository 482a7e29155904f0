"""`python -m graphapi`."""

import sys

from graphapi.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
