-- The gate, part of the composing project: what the application may do with accounts and with
-- the tables of the frameworks, and that it may make no table of its own.

REVOKE TEMPORARY, CREATE ON DATABASE $database FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE $database TO $application;
GRANT USAGE ON SCHEMA public TO $application;

-- Evidence names accounts by number: all columns may change but this one.
GRANT SELECT, INSERT, DELETE ON public.medcontent_user TO $application;
GRANT UPDATE (password, last_login, is_superuser, username, first_name, last_name, email,
              is_staff, is_active, date_joined) ON public.medcontent_user TO $application;

GRANT SELECT, INSERT, UPDATE, DELETE ON
    public.medcontent_user_groups, public.medcontent_user_user_permissions,
    public.auth_group, public.auth_group_permissions, public.django_session,
    public.reversion_revision, public.reversion_version
TO $application;
GRANT SELECT, INSERT, DELETE ON public.django_admin_log TO $application;
GRANT SELECT ON
    public.auth_permission, public.django_content_type, public.django_migrations
TO $application;

-- Counting wrong passwords, and forgetting them: no evidence.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    public.axes_accessattempt, public.axes_accessattemptexpiration,
    public.axes_accessfailurelog, public.axes_accesslog
TO $application;

-- The worker's tasks: what is to be done soon, and no evidence of anything.
GRANT SELECT, INSERT, UPDATE, DELETE ON public.django_tasks_database_dbtaskresult TO $application;
