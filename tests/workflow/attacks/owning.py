"""Invariant 8: the application's role owns nothing and becomes nobody else."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import connection
from psycopg import sql

from tests.workflow.attacks.forging import run
from tests.workflow.attacks.matrix import Act, Attack, attack, register
from tests.workflow.attacks.race import session
from tests.workflow.attacks.world import World

DENIED = "42501"
SHADOW = "SET search_path = pg_temp, public"
GATE = "public.gate_is_evidence()"


def denied(clause: str, way: str, name: str, statements: str) -> None:
    """Register statements, parted by ;; of which the last needs a privilege that is withheld."""
    register(Attack(name, clause, way, DENIED, partial(_send, statements)))


def _send(statements: str, world: World) -> Act:
    return partial(run, *_named(statements).split(";; "))


def _named(statements: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        )
        (owner,) = cursor.fetchone()
    return statements.format(
        owner=sql.Identifier(owner).as_string(),
        application=sql.Identifier(settings.DATABASE_APPLICATION_ROLE).as_string(),
    )


# 8a. Triggers
denied("8a", "sql", "switched off", "ALTER TABLE public.reviews_signoff DISABLE TRIGGER ALL")
denied(
    "8a",
    "sql",
    "only one switched off",
    "ALTER TABLE public.reviews_signoff DISABLE TRIGGER gate_5_a_sign_off_needs_a_valid_licence",
)
denied(
    "8a",
    "sql",
    "made to sleep on replicas",
    "ALTER TABLE public.reviews_signoff ENABLE TRIGGER gate_sign_offs_stay",
)
denied("8a", "sql", "dropped", "DROP TRIGGER gate_editions_stay ON public.articles_edition")
denied(
    "8a",
    "sql",
    "renamed, to fire too late",
    "ALTER TRIGGER gate_1_a_release_takes_its_turn ON public.publishing_release RENAME TO z",
)
denied(
    "8a",
    "sql",
    "one added that drops rows",
    "CREATE TRIGGER dropping BEFORE INSERT ON public.articles_contributor FOR EACH ROW "
    "EXECUTE FUNCTION public.gate_author_contributes()",
)
denied(
    "8a",
    "sql",
    "a rule in their place",
    "CREATE RULE nothing AS ON INSERT TO public.articles_contributor DO INSTEAD NOTHING",
)
denied(
    "8a",
    "session",
    "events triggered",
    f"CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION {GATE}",
)

# 8b. Constraints, columns, functions
denied(
    "8b",
    "sql",
    "a key dropped",
    "ALTER TABLE public.reviews_signoff DROP CONSTRAINT a_sign_off_carries_its_editions_digest",
)
denied(
    "8b",
    "sql",
    "a key deferred",
    "ALTER TABLE public.reviews_signoff ALTER CONSTRAINT "
    "a_sign_off_carries_its_editions_digest DEFERRABLE INITIALLY DEFERRED",
)
denied("8b", "sql", "an index dropped", "DROP INDEX public.an_article_has_one_open_release")
denied("8b", "sql", "a column dropped", "ALTER TABLE public.articles_edition DROP digest")
denied(
    "8b",
    "sql",
    "NULL allowed",
    "ALTER TABLE public.articles_edition ALTER required_approvals DROP NOT NULL",
)
denied("8b", "sql", "a table dropped", "DROP TABLE public.reviews_ledgerentry CASCADE")
denied("8b", "sql", "a function dropped", f"DROP FUNCTION {GATE} CASCADE")
denied(
    "8b",
    "sql",
    "a function exchanged",
    f"CREATE OR REPLACE FUNCTION {GATE} RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN RETURN NULL; END'",
)
denied(
    "8b",
    "session",
    "a function that looks elsewhere",
    "ALTER FUNCTION public.gate_licence_is_valid() SET search_path = pg_temp, public",
)
denied(
    "8b",
    "session",
    "a function that reads an old snapshot",
    "ALTER FUNCTION public.gate_release_is_unopposed() STABLE",
)
denied(
    "8b",
    "sql",
    "rows hidden from triggers",
    "ALTER TABLE public.reviews_signoff ENABLE ROW LEVEL SECURITY",
)
denied(
    "8b",
    "sql",
    "rows hidden by a policy",
    "CREATE POLICY hiding ON public.reviews_signoff USING (false)",
)
denied(
    "8b",
    "sql",
    "defaults changed",
    "ALTER TABLE public.publishing_release ALTER end_reason SET DEFAULT 'safety'",
)

# 8c. Replication
denied("8c", "session", "a replica's session", "SET session_replication_role = replica")
denied("8c", "session", "… for one transaction", "SET LOCAL session_replication_role = replica")
denied(
    "8c",
    "session",
    "… by a function",
    "SELECT set_config('session_replication_role', 'replica', false)",
)
denied(
    "8c",
    "session",
    "… for every session to come",
    "ALTER ROLE CURRENT_USER SET session_replication_role = replica",
)
denied("8c", "sql", "published", "CREATE PUBLICATION everything FOR ALL TABLES")
denied(
    "8c",
    "sql",
    "subscribed to another's rows",
    "CREATE SUBSCRIPTION rows CONNECTION 'dbname=x' PUBLICATION y WITH (connect = false)",
)
denied(
    "8c",
    "sql",
    "its triggers switched to replicas",
    "ALTER TABLE public.reviews_signoff ENABLE REPLICA TRIGGER gate_sign_offs_stay",
)
denied("8c", "sql", "a slot taken", "SELECT pg_create_physical_replication_slot('mine')")

# 8d. Temporary objects
denied(
    "8d",
    "sql",
    "a table",
    "CREATE TEMPORARY TABLE reviews_licence (LIKE public.reviews_licence)",
)
denied(
    "8d",
    "session",
    "a table selected, first in the search path",
    f"{SHADOW};; SELECT * INTO TEMPORARY articles_contributor FROM public.articles_contributor "
    "WHERE false",
)
denied(
    "8d",
    "session",
    "a table in the schema of temporary ones",
    f"{SHADOW};; CREATE TABLE pg_temp.reviews_signoff (LIKE public.reviews_signoff)",
)
denied(
    "8d",
    "session",
    "a view",
    f"{SHADOW};; CREATE TEMPORARY VIEW reviews_review AS SELECT * FROM public.reviews_review",
)
denied(
    "8d",
    "session",
    "a function",
    f"{SHADOW};; CREATE FUNCTION pg_temp.clock_timestamp() RETURNS timestamptz LANGUAGE sql "
    "AS 'SELECT timestamptz ''2000-01-01'''",
)
denied(
    "8d",
    "session",
    "a sequence",
    f"{SHADOW};; CREATE TEMPORARY SEQUENCE articles_edition_id_seq",
)

# 8e. Objects of its own
denied("8e", "sql", "a table", "CREATE TABLE public.mine (n integer)")
denied("8e", "sql", "a selected table", "SELECT 1 AS n INTO public.mine")
denied("8e", "sql", "a view", "CREATE VIEW public.mine AS SELECT * FROM public.reviews_signoff")
denied(
    "8e",
    "sql",
    "a function",
    "CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
)
denied(
    "8e",
    "sql",
    "an operator",
    "CREATE OPERATOR public.= (LEFTARG = date, RIGHTARG = date, FUNCTION = date_ne)",
)
denied("8e", "sql", "a cast", "CREATE CAST (text AS jsonb) WITH INOUT AS IMPLICIT")
denied("8e", "sql", "a type", "CREATE TYPE public.mine AS ENUM ('a')")
denied("8e", "sql", "a domain", "CREATE DOMAIN public.mine AS text")
denied("8e", "sql", "a schema", "CREATE SCHEMA mine")
denied("8e", "sql", "an extension", "CREATE EXTENSION hstore")
denied("8e", "sql", "a language", "CREATE LANGUAGE mine HANDLER plpgsql_call_handler")
denied("8e", "sql", "a role", "CREATE ROLE mine SUPERUSER")
denied(
    "8e",
    "session",
    "a table before the real ones",
    "SET search_path = mine, public;; CREATE TABLE public.mine (n integer)",
)

# 8f. Other roles
denied("8f", "session", "the owner's role", "SET ROLE {owner}")
denied("8f", "session", "… for one transaction", "SET LOCAL ROLE {owner}")
denied("8f", "session", "the owner's session", "SET SESSION AUTHORIZATION {owner}")
denied("8f", "sql", "membership granted to itself", "GRANT {owner} TO {application}")
denied("8f", "sql", "a superuser's powers", "ALTER ROLE {application} SUPERUSER")
denied("8f", "sql", "the owner's password", "ALTER ROLE {owner} PASSWORD 'known'")
denied(
    "8f",
    "sql",
    "the owner's tables",
    "ALTER TABLE public.reviews_signoff OWNER TO {application}",
)
denied("8f", "sql", "the owner's all", "REASSIGN OWNED BY {owner} TO {application}")
denied(
    "8f",
    "sql",
    "privileges granted to itself",
    "GRANT UPDATE, DELETE ON public.reviews_signoff TO {application};; "
    "DELETE FROM public.reviews_signoff",
)
denied(
    "8f",
    "session",
    "a parameter of superusers",
    "GRANT SET ON PARAMETER session_replication_role TO {application};; "
    "SET session_replication_role = replica",
)

# 8g. Outside the database
denied("8g", "sql", "a program", "COPY public.reviews_signoff TO PROGRAM 'cat'")
denied("8g", "sql", "a file written", "COPY public.reviews_signoff TO '/tmp/medcontent'")
denied("8g", "sql", "a file read", "SELECT pg_read_file('postgresql.conf')")
denied("8g", "sql", "a file as a large object", "SELECT lo_import('/etc/passwd')")
denied("8g", "sql", "a large object as a file", "SELECT lo_export(1, '/tmp/medcontent')")
denied("8g", "session", "a library", "LOAD 'auto_explain'")


@attack("8g", "session", refused_by=DENIED)
def a_setting_of_the_server(world: World) -> Act:
    def act() -> None:
        with session() as own:
            own.autocommit = True
            own.execute("ALTER SYSTEM SET cluster_name = 'mine'")

    return act


# 8h. Locks
for table in ("articles_edition", "reviews_signoff", "publishing_release"):
    locking = f"LOCK TABLE public.{table} IN ACCESS EXCLUSIVE MODE"
    denied("8h", "sql", f"{table} locked", locking)
for table in ("reviews_signoff", "reviews_ledgerentry", "articles_articlehead"):
    denied("8h", "sql", f"rows of {table} locked", f"SELECT FROM public.{table} FOR UPDATE")
denied("8h", "sql", "rows shared for ever", "SELECT FROM public.reviews_signoff FOR KEY SHARE")
denied("8h", "session", "a table rewritten", "CLUSTER public.reviews_signoff")


@attack("8h", "session", refused_by="55000")
def a_turn_kept_by_a_prepared_transaction(world: World) -> Act:
    """Refused where max_prepared_transactions is 0, as it is unless somebody sets it."""

    def act() -> None:
        with session() as own:
            own.execute("SELECT public.gate_take_turn(%s)", [world.article.pk])
            own.execute("PREPARE TRANSACTION 'mine'")

    return act
