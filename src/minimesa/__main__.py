"""Run the command line as ``python -m minimesa``."""

from minimesa.cli.main import main

if __name__ == "__main__":
    main()
