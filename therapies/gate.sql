-- The gate, part of the room "therapies": grants alone. A therapy type that an edition names is
-- held by a foreign key of articles_editiontherapy.

GRANT SELECT, INSERT, UPDATE, DELETE ON
    public.therapies_authority, public.therapies_condition,
    public.therapies_regulatorystatus, public.therapies_therapytype
TO $application;
