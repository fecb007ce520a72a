"""Makes ``engine_stages`` importable, here and in worker processes (which get this process's path)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
