"""What the database itself keeps of prices, whatever code, console or tool writes to it (R50).

Triggers add each change of `Variant.price` to the history, and refuse to change or delete a row of
it, or an offer that has begun: docs/decisions says why. SQLite drops a table's triggers when a
migration makes the table anew: such a migration ends with `put_up`, and a test asks for it; one
that makes the history anew begins with `take_down` as well.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

_HISTORY = "the history of prices is only added to"
_BETWEEN = "a price is added before or after the history, not into it"
_BEGUN = "an offer that has begun is a fact"
NAMES = {
    "first_price_is_remembered": "catalog_variant",
    "price_is_remembered": "catalog_variant",
    "price_history_is_kept": "catalog_pricechange",
    "price_history_is_not_changed": "catalog_pricechange",
    "price_history_is_not_rewritten": "catalog_pricechange",
    "begun_offer_is_kept": "catalog_offer",
    "begun_offer_is_not_changed": "catalog_offer",
}

# How SQLite writes the present moment as Django does.
_NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
# Clocks of two machines differ a little; an end long past would rewrite what was sold.
_A_MINUTE_AGO = "strftime('%Y-%m-%d %H:%M:%f', 'now', '-1 minute')"
# A writer that says when also says who; any other is recorded at this moment, by nobody.
_SQLITE = [
    """
    CREATE TRIGGER first_price_is_remembered AFTER INSERT ON catalog_variant
    BEGIN
        INSERT INTO catalog_pricechange (variant_id, price, at, actor_id)
        VALUES (NEW.id, NEW.price, NEW.priced_at, NEW.priced_by_id);
    END
    """,
    f"""
    CREATE TRIGGER price_is_remembered AFTER UPDATE OF price ON catalog_variant
    WHEN OLD.price IS NOT NEW.price
    BEGIN
        INSERT INTO catalog_pricechange (variant_id, price, at, actor_id)
        SELECT NEW.id, NEW.price,
            max(iif(NEW.priced_at > OLD.priced_at, NEW.priced_at, {_NOW}), coalesce(max(at), '')),
            iif(NEW.priced_at > OLD.priced_at, NEW.priced_by_id, NULL)
        FROM catalog_pricechange WHERE variant_id = NEW.id;
    END
    """,
    f"""
    CREATE TRIGGER price_history_is_kept BEFORE DELETE ON catalog_pricechange
    BEGIN SELECT RAISE(ABORT, '{_HISTORY}'); END
    """,
    f"""
    CREATE TRIGGER price_history_is_not_changed BEFORE UPDATE ON catalog_pricechange
    BEGIN SELECT RAISE(ABORT, '{_HISTORY}'); END
    """,
    f"""
    CREATE TRIGGER price_history_is_not_rewritten BEFORE INSERT ON catalog_pricechange
    WHEN EXISTS (SELECT 1 FROM catalog_pricechange
                 WHERE variant_id = NEW.variant_id AND at <= NEW.at)
        AND EXISTS (SELECT 1 FROM catalog_pricechange
                    WHERE variant_id = NEW.variant_id AND at > NEW.at)
    BEGIN SELECT RAISE(ABORT, '{_BETWEEN}'); END
    """,
    f"""
    CREATE TRIGGER begun_offer_is_kept BEFORE DELETE ON catalog_offer
    WHEN OLD.starts_at <= {_NOW}
    BEGIN SELECT RAISE(ABORT, '{_BEGUN}'); END
    """,
    f"""
    CREATE TRIGGER begun_offer_is_not_changed BEFORE UPDATE ON catalog_offer
    WHEN OLD.starts_at <= {_NOW} AND (
        OLD.variant_id IS NOT NEW.variant_id OR OLD.price IS NOT NEW.price
        OR OLD.starts_at IS NOT NEW.starts_at OR OLD.share IS NOT NEW.share
        OR OLD.is_short_dated IS NOT NEW.is_short_dated
        OR OLD.reduced_since IS NOT NEW.reduced_since
        OR (OLD.ends_at IS NOT NEW.ends_at
            AND (NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at OR OLD.ends_at <= {_NOW}
                 OR NEW.ends_at < {_A_MINUTE_AGO})))
    BEGIN SELECT RAISE(ABORT, '{_BEGUN}'); END
    """,
]
_POSTGRESQL = [
    """
    CREATE OR REPLACE FUNCTION remember_price() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        moment timestamptz := clock_timestamp();
        who bigint;
    BEGIN
        IF TG_OP = 'INSERT' OR NEW.priced_at > OLD.priced_at THEN
            moment := NEW.priced_at;
            who := NEW.priced_by_id;
        END IF;
        INSERT INTO catalog_pricechange (variant_id, price, at, actor_id)
        SELECT NEW.id, NEW.price, greatest(moment, max(at)), who
        FROM catalog_pricechange WHERE variant_id = NEW.id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION refuse_between() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM catalog_pricechange
                   WHERE variant_id = NEW.variant_id AND at <= NEW.at)
            AND EXISTS (SELECT 1 FROM catalog_pricechange
                        WHERE variant_id = NEW.variant_id AND at > NEW.at) THEN
            RAISE EXCEPTION USING MESSAGE = '{_BETWEEN}',
                ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER first_price_is_remembered AFTER INSERT ON catalog_variant
    FOR EACH ROW EXECUTE FUNCTION remember_price()
    """,
    """
    CREATE TRIGGER price_is_remembered AFTER UPDATE OF price ON catalog_variant
    FOR EACH ROW WHEN (OLD.price IS DISTINCT FROM NEW.price) EXECUTE FUNCTION remember_price()
    """,
    f"""
    CREATE TRIGGER price_history_is_kept BEFORE DELETE ON catalog_pricechange
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite('{_HISTORY}')
    """,
    f"""
    CREATE TRIGGER price_history_is_not_changed BEFORE UPDATE ON catalog_pricechange
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite('{_HISTORY}')
    """,
    """
    CREATE TRIGGER price_history_is_not_rewritten BEFORE INSERT ON catalog_pricechange
    FOR EACH ROW EXECUTE FUNCTION refuse_between()
    """,
    f"""
    CREATE TRIGGER begun_offer_is_kept BEFORE DELETE ON catalog_offer
    FOR EACH ROW WHEN (OLD.starts_at <= clock_timestamp())
    EXECUTE FUNCTION refuse_to_rewrite('{_BEGUN}')
    """,
    f"""
    CREATE TRIGGER begun_offer_is_not_changed BEFORE UPDATE ON catalog_offer
    FOR EACH ROW WHEN (OLD.starts_at <= clock_timestamp() AND (
        (OLD.variant_id, OLD.price, OLD.starts_at, OLD.share, OLD.is_short_dated, OLD.reduced_since)
        IS DISTINCT FROM
        (NEW.variant_id, NEW.price, NEW.starts_at, NEW.share, NEW.is_short_dated, NEW.reduced_since)
        OR (OLD.ends_at IS DISTINCT FROM NEW.ends_at
            AND (NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at
                 OR OLD.ends_at <= clock_timestamp()
                 OR NEW.ends_at < clock_timestamp() - interval '1 minute'))))
    EXECUTE FUNCTION refuse_to_rewrite('{_BEGUN}')
    """,
]


def put_up(_apps: Any, schema_editor: Any) -> None:
    """Put every guard in its place; one that stands is made anew."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for sql in [*down(connection), *up(connection)]:
            cursor.execute(sql)


def take_down(_apps: Any, schema_editor: Any) -> None:
    """Take every guard off: only for a migration that rebuilds what they guard."""
    with schema_editor.connection.cursor() as cursor:
        for sql in down(schema_editor.connection):
            cursor.execute(sql)


def up(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the statements that put the guards up."""
    return _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL


def down(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the statements that take the guards off."""
    if connection.vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in NAMES]
    return [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table in NAMES.items()]


def standing(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the guards that stand and are switched on."""
    found = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(found)
        return {name for (name,) in cursor.fetchall()} & set(NAMES)
