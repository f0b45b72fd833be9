"""Where `kiosk` and `python -m kiosk` begin; nothing that loading makes is garbage, and looking for it takes time."""

import gc

gc.disable()

from kiosk import cli  # noqa: E402


def main() -> None:
    """Run a command."""
    cli.main()


if __name__ == "__main__":
    main()
