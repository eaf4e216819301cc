from django.db import migrations

# What may happen to an order; every other column is what was agreed with the customer (ORD-04, DEL-12).
HAPPENS = {
    "orders_order": (
        "state", "link_digest", "link_version", "customer_id", "placed_at", "confirmed_at", "cancellable_until",
        "kept_until", "released_at", "closed_at", "cancelled_at", "abandoned_at",
    ),
    # What customs and the carrier need to know of a piece is the house's to put right.
    "orders_piece": (
        "cancelled_at", "cancelled_because", "picture", "weight_g", "hs_code", "origin", "customs_value", "needs_box",
    ),
    "orders_party": (),
}


def refuse(table: str, columns: tuple[str, ...]) -> migrations.RunSQL:
    happens = "ARRAY[" + ", ".join(f"'{name}'" for name in columns) + "]::text[]"
    return migrations.RunSQL(
        f'CREATE TRIGGER "{table}_agreed" BEFORE UPDATE ON "{table}" FOR EACH ROW '
        f"WHEN (to_jsonb(OLD) - {happens} IS DISTINCT FROM to_jsonb(NEW) - {happens}) "
        "EXECUTE FUNCTION comptoir_refuse_change();",
        f'DROP TRIGGER "{table}_agreed" ON "{table}";',
    )


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_kept_until"), ("infra", "0001_setup")]
    operations = [refuse(table, columns) for table, columns in HAPPENS.items()]
