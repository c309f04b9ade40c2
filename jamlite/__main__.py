"""`python3 -m jamlite`."""

import sys

from .cli import main

sys.exit(main())
