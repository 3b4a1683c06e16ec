"""`python -m suite`, and the command `keras-suite`."""

import sys


def main() -> int:
    """Run what was typed; the exit status."""
    try:
        from suite.screen import open_standard_descriptors

        open_standard_descriptors()
        from suite.cli.main import main as answer

        return answer()
    except KeyboardInterrupt:  # before a command began, or after it
        sys.stderr.write("interrupted\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
