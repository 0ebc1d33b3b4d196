"""`python -m sizao.cli` is the command `sizao`."""

import sys

from sizao.cli import main

sys.exit(main())
