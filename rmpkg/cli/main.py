"""Entry of the command `rmpkg`.

Next to nothing is imported here: Ctrl+C may come meanwhile, and only `main` is there to hear it.
"""

from __future__ import annotations

import os
import sys

from rmpkg.cli import exit_codes

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than all else here
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit status."""
    try:
        from rmpkg.cli.command_line import carried_out  # noqa: PLC0415 - see above

        return carried_out(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone: nobody is there to be told.
        drop_output()
        return exit_codes.FAILED
    except OSError as error:
        drop_output()
        at = f" ({error.filename})" if error.filename else ""
        why = error.strerror or error
        print(f"error: this cannot be written or read{at}: {why} [system-error]", file=sys.stderr)
        return exit_codes.FAILED


def drop_output() -> None:
    """Forgets what could not be written; Python would try again, and complain, at its end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
