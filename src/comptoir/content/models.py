"""What the house shows that is not about one product: the blocks of the home page, looks, films of shows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Block(models.Model):
    """A block of the home page, in order of `position`."""

    kind = models.CharField(max_length=12)  # hero | sheet | look | text
    position = models.IntegerField(unique=True)
    title = models.JSONField()
    text = models.JSONField(default=dict)
    body = models.JSONField(
        default=dict
    )  # by kind: {style, reference}, {category | styles: []}, {collection, number}


class Look(models.Model):
    """A look of a collection (PRD-01), named by the collection's code; its number is its place in the lookbook.

    A photograph says in `alt` what it shows; a drawing has neither that nor renditions.
    """

    collection = models.CharField(max_length=8)
    number = models.IntegerField()
    title = models.JSONField()  # language -> text
    text = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    width = models.IntegerField()
    height = models.IntegerField()
    alt = models.JSONField(default=dict, db_default={})
    renditions = models.JSONField(
        default=list, db_default=[]
    )  # [{mime, width, height, digest}], made by a task

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "number"], name="look_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="look_number"),
        ]


class LookPiece(models.Model):
    """A piece of a look, and where on the picture it is: per mille from the top left."""

    look = models.ForeignKey(Look, on_delete=models.CASCADE, related_name="pieces")
    reference = models.CharField(max_length=30, db_index=True)
    x = models.IntegerField()
    y = models.IntegerField()
    position = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["look", "reference"], name="look_piece_once"),
            models.CheckConstraint(
                condition=Q(x__range=(0, 1000), y__range=(0, 1000)), name="look_piece_on_it"
            ),
        ]


class Film(models.Model):
    """The film of a collection's show (PRD-01): a file of the house's own, and the picture before it is played."""

    collection = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    mime = models.CharField(max_length=40)  # video/mp4 | video/webm
    poster = models.CharField(max_length=64)
    width = models.IntegerField()
    height = models.IntegerField()
    captions = models.JSONField(default=dict, db_default={})  # {language: {digest, lines}}
