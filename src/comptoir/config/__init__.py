"""The settings of the product, which Django takes unless it is told otherwise."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
