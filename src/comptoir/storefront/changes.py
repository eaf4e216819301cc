"""What changes what the shop shows: every row of the tables below, and moments that come by themselves.

The triggers are put up after each migration, so that no writer can forget and no new table is left out.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection

# Apps of which every table is shown, and single tables of others.
_APPS = ("catalogue", "content", "markets")
_TABLES = ("stock_location", "drops_drop")

NEXT_MOMENT = """
SELECT least(
    (SELECT min(starts_at) FROM catalogue_price WHERE starts_at > %(at)s),
    (SELECT min(ends_at) FROM catalogue_price WHERE ends_at > %(at)s),
    (SELECT min(online_from) FROM catalogue_product WHERE online_from > %(at)s),
    (SELECT min(online_until) FROM catalogue_product WHERE online_until > %(at)s),
    (SELECT min(online_from) FROM catalogue_collection WHERE online_from > %(at)s),
    (SELECT min(online_until) FROM catalogue_collection WHERE online_until > %(at)s),
    (SELECT min(effective_from) FROM markets_policyversion WHERE effective_from > %(at)s),
    (SELECT min(moment) FROM drops_drop, unnest(ARRAY[enters_at, opens_at, ends_at]) AS moment WHERE moment > %(at)s)
)
"""
_MOMENTS = """
CREATE INDEX IF NOT EXISTS price_starts ON catalogue_price (starts_at);
CREATE INDEX IF NOT EXISTS price_ends ON catalogue_price (ends_at);
"""
_TELL = """
CREATE OR REPLACE FUNCTION comptoir_tell_pages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('comptoir_shown', 'pages'); RETURN NULL; END $$;
"""
_TELL_OF = """
CREATE OR REPLACE TRIGGER comptoir_shown AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION comptoir_tell_pages();
"""
# What is said, and on which channel, is `infra.pages`' to hear. Orders move stock all the time: pages tell the last few
# pieces of a SKU, none, and some again; only programs are told the number.
_TELL_STOCK = """
CREATE OR REPLACE FUNCTION comptoir_tell_stock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fewest bigint;
BEGIN
  WITH moved AS (
    SELECT later.sku, sum(later.on_hand - later.reserved - earlier.on_hand + earlier.reserved) AS pieces
    FROM later JOIN earlier USING (id) GROUP BY later.sku
  ), free AS (
    SELECT moved.pieces, (SELECT sum(level.on_hand - level.reserved) FROM stock_level AS level
      JOIN stock_location AS location ON location.id = level.location_id AND location.ships
      WHERE level.sku = moved.sku) AS pieces_left
    FROM moved WHERE moved.pieces <> 0
  )
  SELECT min(least(pieces_left, pieces_left - pieces)) INTO fewest FROM free;
  IF fewest <= 3 THEN PERFORM pg_notify('comptoir_shown', 'pages');
  ELSIF fewest IS NOT NULL THEN PERFORM pg_notify('comptoir_shown', 'stock');
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER comptoir_shown AFTER INSERT OR DELETE OR TRUNCATE ON stock_level
FOR EACH STATEMENT EXECUTE FUNCTION comptoir_tell_pages();
CREATE OR REPLACE TRIGGER comptoir_stock_shown AFTER UPDATE ON stock_level
REFERENCING OLD TABLE AS earlier NEW TABLE AS later FOR EACH STATEMENT EXECUTE FUNCTION comptoir_tell_stock();
"""
# A line moves every few seconds, and nothing but its own pages shows it.
_TELL_LINE = """
CREATE OR REPLACE FUNCTION comptoir_tell_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('comptoir_shown', 'line'); RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER comptoir_shown AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON drops_line
FOR EACH STATEMENT EXECUTE FUNCTION comptoir_tell_line();
"""


def shown_tables() -> tuple[str, ...]:
    """The tables whose every row may be on a page."""
    models = (model for app in _APPS for model in apps.get_app_config(app).get_models())
    return (*(model._meta.db_table for model in models), *_TABLES)


def announce_changes() -> None:
    """Have the database tell of every change; runs as the owner after a migration, and may run again at any time."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(_MOMENTS + _TELL + _TELL_STOCK + _TELL_LINE)
        for table in shown_tables():
            cursor.execute(_TELL_OF.format(table=quote(table)))
