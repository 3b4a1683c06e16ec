"""`python -m suite`."""

import sys

from suite.screen import open_standard_descriptors

if __name__ == "__main__":
    open_standard_descriptors()
    from suite.cli.main import main

    sys.exit(main())
