"""Reading what of the gate is installed, from PostgreSQL's own catalogue, a line a part.

The lines name the application's role ``application`` and leave out what differs between
servers (object numbers, owner's name, the NOT NULL constraints that PostgreSQL 18 lists), so
that the same gate reads the same on every supported server.
"""

from __future__ import annotations

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

QUERIES = {
    "function": """
        SELECT format('%%s(%%s) %%s, %%s, %%s, body %%s', p.proname,
                      pg_get_function_identity_arguments(p.oid),
                      CASE WHEN p.prosecdef THEN 'definer' ELSE 'invoker' END,
                      CASE p.provolatile WHEN 'v' THEN 'volatile' WHEN 's' THEN 'stable'
                                         ELSE 'immutable' END,
                      coalesce(array_to_string(p.proconfig, ' '), 'no settings'),
                      left(encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex'), 16))
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'public'
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "trigger": """
        SELECT format('%%s.%%s %%s, %%s', c.relname, t.tgname,
                      regexp_replace(pg_get_triggerdef(t.oid), '^CREATE TRIGGER \\S+ ', ''),
                      CASE t.tgenabled WHEN 'A' THEN 'always' WHEN 'O' THEN 'origin'
                                       ELSE 'disabled or replica' END)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND NOT t.tgisinternal""",
    "constraint": """
        SELECT format('%%s.%%s %%s%%s%%s', c.relname, o.conname, pg_get_constraintdef(o.oid),
                      CASE WHEN o.convalidated THEN '' ELSE ', not validated' END,
                      CASE WHEN EXISTS (SELECT FROM pg_trigger t WHERE t.tgconstraint = o.oid
                                        AND t.tgenabled <> 'O') THEN ', switched off' ELSE '' END)
        FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
        JOIN pg_namespace n ON n.oid = o.connamespace
        WHERE n.nspname = 'public' AND o.contype IN ('c', 'f', 'p', 'u', 'x')
          AND c.relname ~ %(tables)s""",
    "unique index": """
        SELECT format('%%s.%%s %%s', c.relname, i.relname,
                      regexp_replace(pg_get_indexdef(x.indexrelid), '^.* USING ', ''))
        FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
        JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND x.indisunique AND x.indisvalid AND c.relname ~ %(tables)s
          AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = x.indexrelid
                          AND o.contype IN ('p', 'u', 'x'))""",
    "not null": """
        SELECT format('%%s.%%s', c.relname, a.attname)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND a.attnotnull
          AND c.relname ~ %(tables)s""",
    "generated column": """
        SELECT format('%%s.%%s %%s', c.relname, a.attname, pg_get_expr(d.adbin, d.adrelid))
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE n.nspname = 'public' AND a.attgenerated <> ''""",
    "rule": """
        SELECT format('%%s.%%s', c.relname, r.rulename)
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND r.rulename <> '_RETURN'
        UNION ALL
        SELECT format('%%s hides rows', c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relrowsecurity""",
    "grant": """
        SELECT format('%%s %%s to %%s%%s', acl.privilege_type, c.relname,
                      CASE acl.grantee WHEN 0 THEN 'everybody' ELSE 'application' END,
                      CASE WHEN acl.is_grantable THEN ', to pass on' ELSE '' END)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
             aclexplode(c.relacl) acl
        WHERE n.nspname = 'public' AND (acl.grantee = 0 OR acl.grantee = to_regrole(%(role)s))
        UNION ALL
        SELECT format('%%s %%s.%%s to %%s', acl.privilege_type, c.relname, a.attname,
                      CASE acl.grantee WHEN 0 THEN 'everybody' ELSE 'application' END)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(a.attacl) acl
        WHERE n.nspname = 'public' AND (acl.grantee = 0 OR acl.grantee = to_regrole(%(role)s))""",
    "right": """
        SELECT format('%%s in the schema', lower(privilege)) FROM unnest(ARRAY['CREATE']) privilege
        WHERE has_schema_privilege(%(role)s, 'public', privilege)
        UNION ALL
        SELECT format('%%s in the database', lower(privilege))
        FROM unnest(ARRAY['CREATE', 'TEMPORARY']) privilege
        WHERE has_database_privilege(%(role)s, current_database(), privilege)
        UNION ALL
        SELECT attribute FROM pg_roles r, LATERAL (VALUES
            (r.rolsuper, 'superuser'), (r.rolcreaterole, 'create roles'),
            (r.rolcreatedb, 'create databases'), (r.rolreplication, 'replication'),
            (r.rolbypassrls, 'bypass row security')) AS held (has, attribute)
        WHERE r.rolname = %(role)s AND held.has
        UNION ALL
        SELECT 'switching triggers off for a session'
        WHERE has_parameter_privilege(%(role)s, 'session_replication_role', 'SET')
        UNION ALL
        SELECT format('everything of the role %%s', g.rolname) FROM pg_auth_members m
        JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
        WHERE r.rolname = %(role)s
        UNION ALL
        SELECT format('owner of %%s', c.relname) FROM pg_class c
        WHERE c.relowner = to_regrole(%(role)s)
        UNION ALL
        SELECT format('owner of function %%s', p.proname) FROM pg_proc p
        WHERE p.proowner = to_regrole(%(role)s)
        UNION ALL
        SELECT 'owner of the database' FROM pg_database d
        WHERE d.datname = current_database() AND d.datdba = to_regrole(%(role)s)""",
}
ROOMS = "^(articles|publishing|references|reviews|therapies)_"


def installed_parts(connection: BaseDatabaseWrapper) -> list[str]:
    """List the installed parts, sorted; a line each, ``kind: description``."""
    parameters = {"role": settings.DATABASE_APPLICATION_ROLE, "tables": ROOMS}
    lines = []
    with connection.cursor() as cursor:
        for kind, query in QUERIES.items():
            cursor.execute(query, parameters)
            lines += [f"{kind}: {description}" for (description,) in cursor]
    return sorted(lines)
