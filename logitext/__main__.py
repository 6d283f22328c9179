"""`python -m logitext`."""

from logitext.cli.main import main

if __name__ == "__main__":
    main()
