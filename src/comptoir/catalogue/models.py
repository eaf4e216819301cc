"""The catalogue: products by style, colours by reference, variants by SKU, and prices per market and period."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q


class Period(Func):
    """The half-open period of a row, for exclusion constraints."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Collection(models.Model):
    """A season's collection (PRD-01); its pieces show while it is online (ACC-10)."""

    code = models.CharField(max_length=8, unique=True)
    slug = models.JSONField()  # language -> text, as every translated field
    name = models.JSONField()
    season = models.CharField(max_length=16)  # spring_summer | fall_winter
    shown = models.JSONField()
    text = models.JSONField(default=dict)
    online_from = models.DateTimeField()
    online_until = models.DateTimeField(null=True)


class Category(models.Model):
    """A node of the shop's tree."""

    code = models.CharField(max_length=40, unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    slug = models.JSONField()
    name = models.JSONField()
    position = models.IntegerField()


class Product(models.Model):
    """A style: what a product page shows."""

    style = models.CharField(max_length=20, unique=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT)
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    cut = models.CharField(max_length=8)  # women | men | unisex
    fit = models.CharField(max_length=12, blank=True, db_default="")  # close | high | regular | boxy | wide
    name = models.JSONField()
    slug = models.JSONField()
    description = models.JSONField()
    material = models.JSONField()
    care_text = models.JSONField()
    fit_note = models.JSONField(default=dict)
    composition = models.JSONField()  # [{part, fibres: [{fibre, percent}], animal_parts}]
    care = models.JSONField()  # symbol codes
    origin = models.CharField(max_length=2)
    hs_code = models.CharField(max_length=10)
    tax_class = models.CharField(max_length=20)
    personalised = models.BooleanField(default=False)
    limited = models.BooleanField(default=False)
    underwear = models.BooleanField(default=False)
    swimwear = models.BooleanField(default=False)
    needs_box = models.BooleanField(default=False)
    size_chart = models.JSONField()
    safety = models.JSONField()
    drawing = models.JSONField(default=dict)  # what its flats are drawn from
    position = models.IntegerField(default=0)
    online_from = models.DateTimeField(null=True)  # a draft has none
    online_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["category", "position"], name="product_category"),
            models.Index(
                fields=["category", "position", "style"],
                include=["id", "collection", "online_from", "online_until", "limited", "cut", "fit"],
                name="product_listed",
            ),
        ]


class Colour(models.Model):
    """A colourway: the reference printed on the care label."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="colours")
    reference = models.CharField(max_length=30, unique=True)
    code = models.CharField(max_length=4)
    name = models.JSONField()
    hex = models.CharField(max_length=7)
    second_hex = models.CharField(max_length=7, blank=True)
    position = models.IntegerField()


class Variant(models.Model):
    """A size of a colourway: the SKU."""

    colour = models.ForeignKey(Colour, on_delete=models.PROTECT, related_name="variants")
    sku = models.CharField(max_length=40, unique=True)
    size = models.CharField(max_length=8)
    position = models.IntegerField()
    weight_g = models.IntegerField()
    in_stock = models.BooleanField(default=False, db_default=False)  # as the stock tells
    turns_until = models.DateTimeField(null=True)  # it is sold in the turns of a drop, until that is over

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["colour", "size"], name="variant_size_once"),
            models.CheckConstraint(condition=Q(weight_g__gt=0), name="variant_weight"),
        ]


class Media(models.Model):
    """A picture of a colourway: a flat, or a photograph. The file lies under its digest."""

    colour = models.ForeignKey(Colour, on_delete=models.PROTECT, related_name="media")
    kind = models.CharField(max_length=12)  # front | back | measured | photo
    digest = models.CharField(max_length=64)
    mime = models.CharField(max_length=40)
    width = models.IntegerField()
    height = models.IntegerField()
    position = models.IntegerField(default=0)
    alt = models.JSONField(default=dict, db_default={})  # language -> what a photograph shows
    renditions = models.JSONField(
        default=list, db_default=[]
    )  # [{mime, width, height, digest}], made by a task

    class Meta:
        constraints = [models.UniqueConstraint(fields=["colour", "kind", "position"], name="media_once")]


class Price(models.Model):
    """What a style costs in a market, tax included where the market shows it so, for a half-open period.

    `was` marks a sale: the struck price is computed from this table's own history (A-16), never typed.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="prices")
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    tax_included = models.BooleanField()
    sale = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="price_positive"),
            ExclusionConstraint(
                name="price_no_overlap",
                expressions=[
                    (F("product"), RangeOperators.EQUAL),
                    (F("country"), RangeOperators.EQUAL),
                    (Period("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["country", "product"], include=["amount"], name="price_country"),
            models.Index(
                fields=["country", "product", "starts_at"],
                include=["ends_at", "amount"],
                name="price_listed",
            ),
        ]


class Listing(models.Model):
    """What a list is narrowed by, worked out of a product: its main fibre, and what is in stock of it."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, primary_key=True)
    fibre = models.CharField(max_length=60, blank=True)  # a word for addresses
    fibre_name = models.JSONField(default=dict)
    sizes = ArrayField(models.CharField(max_length=8))
    families = ArrayField(models.CharField(max_length=12))  # of its colours: queries.colours
    offers = ArrayField(models.CharField(max_length=24))  # which size in which family: "blue M"

    class Meta:
        indexes = [models.Index(fields=["fibre"], name="listing_fibre")]


class SearchText(models.Model):
    """What a product is found by in one language."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE)
    language = models.CharField(max_length=5)
    plain = (
        models.TextField()
    )  # lower case, without accents, with every SKU: for parts of words and references
    vector = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "language"], name="search_once")]
        indexes = [
            GinIndex(fields=["vector"], name="search_vector"),
            GinIndex(fields=["plain"], opclasses=["gin_trgm_ops"], name="search_trigram"),
        ]


class SearchWord(models.Model):
    """A word that something is found by, for correcting misspelt ones: as many as the language has, not the catalogue."""

    language = models.CharField(max_length=5)
    word = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="search_word_once")]
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_trigram")]
