"""Properties are checked without a stop-watch and leave no files behind."""

from __future__ import annotations

import os

from hypothesis import Phase, settings

# `make prove` tries more.
EXAMPLES = int(os.environ.get("COMPTOIR_EXAMPLES", "50"))
settings.register_profile("core", deadline=None, database=None, max_examples=EXAMPLES)
# For `tools/prove_rules.py`: that something fails is enough, the example need not be made small.
settings.register_profile(
    "prove", settings.get_profile("core"), max_examples=200, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("core")
