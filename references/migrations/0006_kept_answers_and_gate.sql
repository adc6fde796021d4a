-- The gate, part of the room "references": grants alone. A reference that an edition names is
-- held by a foreign key of articles_editionreference, one that another was merged into by that
-- record's own.

GRANT SELECT, INSERT, UPDATE, DELETE ON public.references_reference TO $application;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.references_import, public.references_importentry
TO $application;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.references_distinction TO $application;
-- Answers of services are replaced by newer ones; when a service may be asked next moves on.
GRANT SELECT, INSERT, UPDATE, DELETE ON public.references_keptanswer TO $application;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.references_serviceturn TO $application;
