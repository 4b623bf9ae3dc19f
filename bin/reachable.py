"""Say at once, and not after minutes of tests, that PostgreSQL or Redis cannot be reached."""

import sys

import psycopg
import redis


def main(postgres_url: str, redis_url: str) -> None:
    """Ask each for a sign of life; leaves with a line about the one that gives none."""
    try:
        # The server's own database: the one that tests make is named after the address.
        psycopg.connect(postgres_url, dbname="postgres", connect_timeout=5).close()
    except psycopg.OperationalError as error:
        sys.exit(f"PostgreSQL, CHECK_DATABASE_URL={postgres_url}: {error}")
    try:
        redis.Redis.from_url(redis_url, socket_connect_timeout=5).ping()
    except redis.RedisError as error:
        sys.exit(f"Redis, CHECK_REDIS_URL={redis_url}: {error}")


if __name__ == "__main__":
    main(*sys.argv[1:])
