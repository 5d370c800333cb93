"""`python -m tessera.ops` is the `tessera` command."""

import sys

from tessera.ops.cli import main

sys.exit(main())
