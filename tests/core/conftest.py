"""Properties are checked without a stop-watch and leave no files behind."""

from __future__ import annotations

from hypothesis import Phase, settings

settings.register_profile("core", deadline=None, database=None)
# For `tools/prove_rules.py`: that something fails is enough, the example need not be made small.
settings.register_profile("prove", settings.get_profile("core"), phases=(Phase.explicit, Phase.generate))
settings.load_profile("core")
