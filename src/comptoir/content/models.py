"""Words of the house that are not about one product: the blocks of the home page."""

from __future__ import annotations

from django.db import models


class Block(models.Model):
    """A block of the home page, in order of `position`."""

    kind = models.CharField(max_length=12)  # hero | sheet | text
    position = models.IntegerField(unique=True)
    title = models.JSONField()
    text = models.JSONField(default=dict)
    body = models.JSONField(default=dict)  # by kind: {style, reference}, {category | styles: []}
