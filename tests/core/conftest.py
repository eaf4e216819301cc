"""Properties are checked without a stop-watch and leave no files behind."""

from __future__ import annotations

from hypothesis import Phase, settings

settings.register_profile("core", deadline=None, database=None, max_examples=50)
# For `tools/prove_rules.py`: that something fails is enough, the example need not be made small.
settings.register_profile(
    "prove", settings.get_profile("core"), max_examples=200, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("core")
