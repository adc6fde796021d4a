-- The gate, part of the room "references": what was confirmed of publications, and grants. A
-- reference that an edition names is held by a foreign key of articles_editionreference, one that
-- another was merged into by that record's own.

-- Integrity facts ------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.gate_integrity_fact_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.confirmed_at := clock_timestamp();
        NEW.taken_at := NULL;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.reference_id, NEW.nature, NEW.noticed_on, NEW.notice_doi, NEW.notice_pmid,
        NEW.source, NEW.address, NEW.confirmed_by, NEW.confirmed_at)
       IS DISTINCT FROM
       (OLD.id, OLD.reference_id, OLD.nature, OLD.noticed_on, OLD.notice_doi, OLD.notice_pmid,
        OLD.source, OLD.address, OLD.confirmed_by, OLD.confirmed_at)
       OR OLD.taken_at IS NOT NULL OR NEW.taken_at IS NULL THEN
        PERFORM public.gate_refuse('an_integrity_fact_is_only_taken_up_once',
            'What was confirmed of a publication never changes; it can only be taken up, once.');
    END IF;
    NEW.taken_at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_an_integrity_fact_is_only_taken_up
BEFORE INSERT OR UPDATE ON public.references_integrityfact
FOR EACH ROW EXECUTE FUNCTION public.gate_integrity_fact_changes();

CREATE OR REPLACE TRIGGER gate_integrity_facts_stay
BEFORE DELETE OR TRUNCATE ON public.references_integrityfact
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

ALTER TABLE public.references_integrityfact
    ENABLE ALWAYS TRIGGER gate_an_integrity_fact_is_only_taken_up;
ALTER TABLE public.references_integrityfact ENABLE ALWAYS TRIGGER gate_integrity_facts_stay;

-- Grants ---------------------------------------------------------------------------------

GRANT SELECT, INSERT, UPDATE, DELETE ON public.references_reference TO $application;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.references_import, public.references_importentry
TO $application;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.references_distinction TO $application;
-- Answers of services are replaced by newer ones; when a service may be asked next moves on.
GRANT SELECT, INSERT, UPDATE, DELETE ON public.references_keptanswer TO $application;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.references_serviceturn TO $application;
-- What sources say is found again and again; what a person confirmed of it stays.
GRANT SELECT, INSERT, UPDATE, DELETE ON public.references_notice TO $application;
GRANT SELECT, INSERT ON public.references_integrityfact TO $application;
GRANT UPDATE (taken_at) ON public.references_integrityfact TO $application;
