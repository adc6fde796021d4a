-- The gate, part of the room "references": grants alone. A reference that an edition names is
-- held by a foreign key of articles_editionreference.

GRANT SELECT, INSERT, UPDATE, DELETE ON public.references_reference TO $application;
