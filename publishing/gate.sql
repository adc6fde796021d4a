-- The gate, part of the room "publishing": releases, concerns and public addresses.
-- Conventions: gate/gate.sql.

-- Releases: opening ----------------------------------------------------------------------
-- Triggers fire in the order of their names: the turn is taken first, so that every later one
-- sees whatever was committed before.

CREATE OR REPLACE FUNCTION public.gate_release_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.gate_take_turn(NEW.article_id);
    NEW.opened_at := clock_timestamp();
    NEW.ended_at := NULL;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_1_a_release_takes_its_turn
BEFORE INSERT ON public.publishing_release
FOR EACH ROW EXECUTE FUNCTION public.gate_release_begins();

-- The last UTC day on which as many approvals by physicians are good as the policy asks for: that
-- of the oldest of the newest ones. Nobody decides on an edition that was public, so that it
-- never changes.
CREATE OR REPLACE FUNCTION public.gate_review_due(of_edition bigint) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT ((sign_off.signed_at AT TIME ZONE 'UTC')::date
            + make_interval(months => edition.review_months))::date
    FROM public.articles_edition edition
    JOIN public.reviews_signoff sign_off ON sign_off.edition_id = edition.id
    WHERE edition.id = of_edition AND sign_off.decision = 'approve'
      AND sign_off.capacity = 'physician'
    ORDER BY sign_off.signed_at DESC
    OFFSET (SELECT required_approvals - 1 FROM public.articles_edition WHERE id = of_edition)
    LIMIT 1;
$$;

-- Approvals count by distinct physician and for as many months as the frozen policy says,
-- months of UTC: in another time zone they may be days longer.
CREATE OR REPLACE FUNCTION public.gate_release_is_approved() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    required integer;
    approvals integer;
BEGIN
    SELECT edition.required_approvals, (
        SELECT count(DISTINCT sign_off.physician_id) FROM public.reviews_signoff sign_off
        WHERE sign_off.edition_id = edition.id AND sign_off.decision = 'approve'
          AND sign_off.capacity = 'physician'
          AND (sign_off.signed_at AT TIME ZONE 'UTC')
              + make_interval(months => edition.review_months)
              > (clock_timestamp() AT TIME ZONE 'UTC'))
    INTO required, approvals
    FROM public.articles_edition edition WHERE edition.id = NEW.edition_id;
    IF (approvals >= required) IS NOT TRUE THEN
        PERFORM public.gate_refuse('a_release_has_its_approvals',
            format('This edition needs %s standing approval(s) by physicians; it has %s.',
                   required, approvals));
    END IF;
    NEW.review_due_on := public.gate_review_due(NEW.edition_id);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_2_a_release_has_its_approvals
BEFORE INSERT ON public.publishing_release
FOR EACH ROW EXECUTE FUNCTION public.gate_release_is_approved();

CREATE OR REPLACE FUNCTION public.gate_release_is_unopposed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.reviews_signoff sign_off
               WHERE sign_off.edition_id = NEW.edition_id AND sign_off.decision <> 'approve') THEN
        PERFORM public.gate_refuse('a_released_edition_has_no_objection',
            'A physician rejected this edition or requested changes.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_3_a_released_edition_has_no_objection
BEFORE INSERT ON public.publishing_release
FOR EACH ROW EXECUTE FUNCTION public.gate_release_is_unopposed();

CREATE OR REPLACE FUNCTION public.gate_release_is_unblocked() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.reviews_comment comment
               JOIN public.reviews_review review ON review.id = comment.review_id
               WHERE review.edition_id = NEW.edition_id AND comment.is_blocking
                 AND comment.resolved_at IS NULL) THEN
        PERFORM public.gate_refuse('a_released_edition_has_no_open_blocking_comment',
            'A blocking comment on this edition is not resolved.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_4_a_released_edition_has_no_open_blocking_comment
BEFORE INSERT ON public.publishing_release
FOR EACH ROW EXECUTE FUNCTION public.gate_release_is_unblocked();

CREATE OR REPLACE FUNCTION public.gate_release_is_not_taken_back() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.articles_edition edition
               WHERE edition.id = NEW.edition_id AND edition.recalled_at IS NOT NULL) THEN
        PERFORM public.gate_refuse('a_recalled_edition_is_not_released',
            'This edition was recalled.');
    END IF;
    IF EXISTS (SELECT FROM public.publishing_release earlier
               WHERE earlier.edition_id = NEW.edition_id
                 AND earlier.end_reason NOT IN ('', 'superseded')) THEN
        PERFORM public.gate_refuse('a_withdrawn_edition_is_not_released_again',
            'This edition was withdrawn; a new one has to be signed.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_5_a_released_edition_was_not_taken_back
BEFORE INSERT ON public.publishing_release
FOR EACH ROW EXECUTE FUNCTION public.gate_release_is_not_taken_back();

-- A slug, once public, belongs to its article for good. Claimed after the release is there:
-- ON CONFLICT DO NOTHING drops a row whose BEFORE triggers have run.
CREATE OR REPLACE FUNCTION public.gate_release_claims_its_slug() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    address text;
    holder bigint;
BEGIN
    SELECT edition.slug INTO address
    FROM public.articles_edition edition WHERE edition.id = NEW.edition_id;
    INSERT INTO public.publishing_redirect (slug, article_id) VALUES (address, NEW.article_id)
    ON CONFLICT (slug) DO NOTHING;
    SELECT article_id INTO holder FROM public.publishing_redirect WHERE slug = address;
    IF holder <> NEW.article_id THEN
        PERFORM public.gate_refuse('a_slug_belongs_to_its_article_for_good',
            format('The address %L was public for another article and stays with it.', address));
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER gate_6_a_release_claims_its_slug
AFTER INSERT ON public.publishing_release
FOR EACH ROW EXECUTE FUNCTION public.gate_release_claims_its_slug();

-- Releases: ending -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.gate_release_ends() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.gate_take_turn(OLD.article_id);
    IF (NEW.id, NEW.article_id, NEW.edition_id, NEW.opened_at, NEW.review_due_on)
       IS DISTINCT FROM
       (OLD.id, OLD.article_id, OLD.edition_id, OLD.opened_at, OLD.review_due_on)
       OR OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL THEN
        PERFORM public.gate_refuse('a_release_only_ends_once',
            'A release never changes; it can only end, once.');
    END IF;
    NEW.ended_at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_release_only_ends
BEFORE UPDATE ON public.publishing_release
FOR EACH ROW EXECUTE FUNCTION public.gate_release_ends();

-- What is public, so that lists need not read all evidence.
CREATE OR REPLACE FUNCTION public.gate_head_knows_what_is_public() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE public.articles_articlehead
    SET is_public = NEW.ended_at IS NULL, was_public = true,
        edition_in_work_id = nullif(edition_in_work_id, NEW.edition_id)
    WHERE article_id = NEW.article_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER gate_9_the_head_knows_what_is_public
AFTER INSERT OR UPDATE ON public.publishing_release
FOR EACH ROW EXECUTE FUNCTION public.gate_head_knows_what_is_public();

CREATE OR REPLACE TRIGGER gate_releases_stay
BEFORE DELETE OR TRUNCATE ON public.publishing_release
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

-- Safety notices -------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.gate_safety_notice_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.gate_take_turn(NEW.article_id);
    IF TG_OP = 'INSERT' THEN
        NEW.shown_at := clock_timestamp();
        NEW.lifted_at := NULL;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.article_id, NEW.shown_at)
       IS DISTINCT FROM (OLD.id, OLD.article_id, OLD.shown_at)
       OR OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL THEN
        PERFORM public.gate_refuse('a_safety_notice_is_only_lifted_once',
            'A safety notice never changes; it can only be lifted, once.');
    END IF;
    NEW.lifted_at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_safety_notice_is_only_lifted
BEFORE INSERT OR UPDATE ON public.publishing_safetynotice
FOR EACH ROW EXECUTE FUNCTION public.gate_safety_notice_changes();

CREATE OR REPLACE TRIGGER gate_safety_notices_stay
BEFORE DELETE OR TRUNCATE ON public.publishing_safetynotice
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

-- Concerns -------------------------------------------------------------------------------
-- A concern is about what readers read now: an open release whose edition names the record that
-- the fact is about, or one that stands for the same publication once records are merged. It
-- closes as reinstated only if a person confirmed that, later or of a later day.

CREATE OR REPLACE FUNCTION public.gate_concern_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.gate_take_turn((SELECT release.article_id
                                   FROM public.publishing_release release
                                   WHERE release.id = NEW.release_id));
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM public.publishing_release release
                       JOIN public.articles_editionreference named
                         ON named.edition_id = release.edition_id
                       WHERE release.id = NEW.release_id AND release.ended_at IS NULL
                         AND named.reference_id = NEW.reference_id) THEN
            PERFORM public.gate_refuse('a_concern_is_about_what_is_public',
                'No public edition of this article cites this source.');
        END IF;
        IF NOT EXISTS (SELECT FROM public.references_integrityfact fact
                       JOIN public.references_reference about ON about.id = fact.reference_id
                       JOIN public.references_reference cited
                         ON coalesce(cited.merged_into_id, cited.id)
                            = coalesce(about.merged_into_id, about.id)
                       WHERE fact.id = NEW.fact_id AND fact.nature <> 'reinstatement'
                         AND cited.id = NEW.reference_id) THEN
            PERFORM public.gate_refuse('a_concern_rests_on_a_fact_about_its_source',
                'Nothing that was confirmed of this source gives cause for concern.');
        END IF;
        NEW.opened_at := clock_timestamp();
        NEW.closed_at := NULL;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.release_id, NEW.reference_id, NEW.fact_id, NEW.opened_at)
       IS DISTINCT FROM
       (OLD.id, OLD.release_id, OLD.reference_id, OLD.fact_id, OLD.opened_at)
       OR OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL THEN
        PERFORM public.gate_refuse('a_concern_only_closes_once',
            'A concern never changes; it can only be closed, once.');
    END IF;
    IF NEW.closing = 'reinstated'
       AND NOT EXISTS (SELECT FROM public.references_integrityfact fact
                       JOIN public.references_reference about ON about.id = fact.reference_id
                       JOIN public.references_reference same
                         ON coalesce(same.merged_into_id, same.id)
                            = coalesce(about.merged_into_id, about.id)
                       JOIN public.references_integrityfact reinstated
                         ON reinstated.reference_id = same.id
                       WHERE fact.id = NEW.fact_id AND reinstated.nature = 'reinstatement'
                         AND (reinstated.id > fact.id
                              OR reinstated.noticed_on >= fact.noticed_on)) THEN
        PERFORM public.gate_refuse('a_source_is_reinstated_by_a_fact',
            'Nobody confirmed that this source was reinstated.');
    END IF;
    NEW.closed_at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_concern_is_only_closed
BEFORE INSERT OR UPDATE ON public.publishing_concern
FOR EACH ROW EXECUTE FUNCTION public.gate_concern_changes();

CREATE OR REPLACE TRIGGER gate_concerns_stay
BEFORE DELETE OR TRUNCATE ON public.publishing_concern
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

-- Planned releases -----------------------------------------------------------------------

-- A plan is no evidence: a release is looked at when it opens. But it names one article.
ALTER TABLE public.publishing_scheduledrelease
    DROP CONSTRAINT IF EXISTS a_planned_release_shows_an_edition_of_its_article,
    ADD CONSTRAINT a_planned_release_shows_an_edition_of_its_article
        FOREIGN KEY (edition_id, article_id) REFERENCES public.articles_edition (id, article_id);

-- Public addresses -----------------------------------------------------------------------

CREATE OR REPLACE TRIGGER gate_redirects_stay
BEFORE UPDATE OR DELETE OR TRUNCATE ON public.publishing_redirect
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

ALTER TABLE public.publishing_release
    DROP CONSTRAINT IF EXISTS a_release_shows_an_edition_of_its_article,
    ADD CONSTRAINT a_release_shows_an_edition_of_its_article
        FOREIGN KEY (edition_id, article_id) REFERENCES public.articles_edition (id, article_id);

-- What is or was public is decided -------------------------------------------------------

CREATE OR REPLACE FUNCTION public.gate_edition_was_public() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.publishing_release release WHERE release.edition_id = OLD.id) THEN
        PERFORM public.gate_refuse('a_public_edition_is_withdrawn_not_recalled',
            'This edition has been public; withdraw it instead.');
    END IF;
    RETURN NEW;
END $$;

-- By its name it fires after gate_an_edition_is_only_recalled, which takes the turn.
CREATE OR REPLACE TRIGGER gate_an_edition_that_was_public_is_not_recalled
BEFORE UPDATE ON public.articles_edition
FOR EACH ROW EXECUTE FUNCTION public.gate_edition_was_public();

CREATE OR REPLACE FUNCTION public.gate_edition_is_decided() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.publishing_release release
               WHERE release.edition_id = NEW.edition_id) THEN
        PERFORM public.gate_refuse('a_public_edition_is_decided_already',
            'This edition has been public; a physician who no longer stands by it withdraws it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_7_a_public_edition_is_decided_already
BEFORE INSERT ON public.reviews_signoff
FOR EACH ROW EXECUTE FUNCTION public.gate_edition_is_decided();

ALTER TABLE public.publishing_release ENABLE ALWAYS TRIGGER gate_1_a_release_takes_its_turn;
ALTER TABLE public.publishing_release ENABLE ALWAYS TRIGGER gate_2_a_release_has_its_approvals;
ALTER TABLE public.publishing_release
    ENABLE ALWAYS TRIGGER gate_3_a_released_edition_has_no_objection;
ALTER TABLE public.publishing_release
    ENABLE ALWAYS TRIGGER gate_4_a_released_edition_has_no_open_blocking_comment;
ALTER TABLE public.publishing_release
    ENABLE ALWAYS TRIGGER gate_5_a_released_edition_was_not_taken_back;
ALTER TABLE public.publishing_release ENABLE ALWAYS TRIGGER gate_6_a_release_claims_its_slug;
ALTER TABLE public.publishing_release ENABLE ALWAYS TRIGGER gate_a_release_only_ends;
ALTER TABLE public.publishing_release ENABLE ALWAYS TRIGGER gate_releases_stay;
ALTER TABLE public.publishing_release
    ENABLE ALWAYS TRIGGER gate_9_the_head_knows_what_is_public;
ALTER TABLE public.publishing_safetynotice
    ENABLE ALWAYS TRIGGER gate_a_safety_notice_is_only_lifted;
ALTER TABLE public.publishing_safetynotice ENABLE ALWAYS TRIGGER gate_safety_notices_stay;
ALTER TABLE public.publishing_concern ENABLE ALWAYS TRIGGER gate_a_concern_is_only_closed;
ALTER TABLE public.publishing_concern ENABLE ALWAYS TRIGGER gate_concerns_stay;
ALTER TABLE public.publishing_redirect ENABLE ALWAYS TRIGGER gate_redirects_stay;
ALTER TABLE public.articles_edition
    ENABLE ALWAYS TRIGGER gate_an_edition_that_was_public_is_not_recalled;
ALTER TABLE public.reviews_signoff
    ENABLE ALWAYS TRIGGER gate_7_a_public_edition_is_decided_already;

-- Grants ---------------------------------------------------------------------------------

GRANT SELECT, INSERT ON public.publishing_release TO $application;
GRANT UPDATE (ended_at, end_reason) ON public.publishing_release TO $application;
GRANT SELECT ON public.publishing_redirect TO $application;
GRANT SELECT, INSERT ON public.publishing_safetynotice TO $application;
GRANT UPDATE (lifted_at) ON public.publishing_safetynotice TO $application;
GRANT SELECT, INSERT ON public.publishing_concern TO $application;
GRANT UPDATE (closed_at, closing) ON public.publishing_concern TO $application;
GRANT SELECT, INSERT ON public.publishing_scheduledrelease TO $application;
GRANT UPDATE (ended_at, outcome, refusal) ON public.publishing_scheduledrelease TO $application;
