"""`python -m suite`."""

import sys

if __name__ == "__main__":
    try:
        from suite.screen import open_standard_descriptors

        open_standard_descriptors()
        from suite.cli.main import main

        status = main()
    except KeyboardInterrupt:  # before a command began, or after it
        sys.stderr.write("interrupted\n")
        status = 130
    sys.exit(status)
