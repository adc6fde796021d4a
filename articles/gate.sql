-- The gate, part of the room "articles": contributors, article heads and editions.
-- Conventions: gate/gate.sql.

-- Every piece of evidence about an article first takes this turn. The update of the head row
-- makes writers wait for each other. Under READ COMMITTED whatever they committed is then seen;
-- under REPEATABLE READ a rule would read an old snapshot, in which a licence that has ended
-- meanwhile still stands. The application may call it to lock an article.
CREATE OR REPLACE FUNCTION public.gate_take_turn(of_article bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM public.gate_refuse('evidence_is_written_as_of_now',
            'Evidence is written under READ COMMITTED: a snapshot may be out of date.');
    END IF;
    INSERT INTO public.articles_articlehead AS head (article_id, counter)
    VALUES (of_article, 1)
    ON CONFLICT (article_id) DO UPDATE SET counter = head.counter + 1;
END $$;

-- Contributors ---------------------------------------------------------------------------

-- An author with an account has contributed to whatever carries the byline.
CREATE OR REPLACE FUNCTION public.gate_author_contributes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO public.articles_contributor (article_id, account)
    SELECT byline.article_id, author.account_id
    FROM public.articles_byline byline
    JOIN public.articles_author author ON author.id = byline.author_id
    WHERE author.account_id IS NOT NULL
      AND CASE TG_TABLE_NAME WHEN 'articles_author' THEN author.id = NEW.id
                             ELSE byline.id = NEW.id END
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER gate_a_byline_makes_a_contributor
AFTER INSERT OR UPDATE ON public.articles_byline
FOR EACH ROW EXECUTE FUNCTION public.gate_author_contributes();

CREATE OR REPLACE TRIGGER gate_an_account_makes_an_author_a_contributor
AFTER INSERT OR UPDATE ON public.articles_author
FOR EACH ROW EXECUTE FUNCTION public.gate_author_contributes();

-- The application may not delete these rows, but they go with an article without evidence.
ALTER TABLE public.articles_contributor
    DROP CONSTRAINT IF EXISTS a_contributor_wrote_on_an_article,
    ADD CONSTRAINT a_contributor_wrote_on_an_article
    FOREIGN KEY (article_id) REFERENCES public.articles_article ON DELETE CASCADE;
ALTER TABLE public.articles_articlehead
    DROP CONSTRAINT IF EXISTS a_head_belongs_to_an_article,
    ADD CONSTRAINT a_head_belongs_to_an_article
    FOREIGN KEY (article_id) REFERENCES public.articles_article ON DELETE CASCADE;

-- Editions -------------------------------------------------------------------------------

-- Django lets generated columns be NULL; a policy that is not there would ask for nothing.
ALTER TABLE public.articles_edition
    ALTER title SET NOT NULL,
    ALTER slug SET NOT NULL,
    ALTER required_approvals SET NOT NULL,
    ALTER review_months SET NOT NULL;

-- Not deferrable, unlike Django's own key: an article can't be exchanged for another of the
-- same number, which would forget its contributors.
ALTER TABLE public.articles_edition
    DROP CONSTRAINT IF EXISTS an_edition_belongs_to_an_article,
    ADD CONSTRAINT an_edition_belongs_to_an_article
    FOREIGN KEY (article_id) REFERENCES public.articles_article;

-- Editions are born unrecalled, and say in their content which article and number they are.
CREATE OR REPLACE FUNCTION public.gate_edition_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    content jsonb := convert_from(NEW.content, 'UTF8')::jsonb;
BEGIN
    PERFORM public.gate_take_turn(NEW.article_id);
    IF (content #>> '{article,id}')::bigint IS DISTINCT FROM NEW.article_id
       OR (content ->> 'edition')::integer IS DISTINCT FROM NEW.number THEN
        PERFORM public.gate_refuse('an_edition_says_which_it_is',
            'The content names another article or edition number than its row.');
    END IF;
    NEW.submitted_at := clock_timestamp();
    NEW.recalled_at := NULL;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_an_edition_begins
BEFORE INSERT ON public.articles_edition
FOR EACH ROW EXECUTE FUNCTION public.gate_edition_begins();

-- Editions are numbered without gaps. Counted after the row is there: ON CONFLICT DO NOTHING
-- drops a row whose BEFORE triggers have run.
CREATE OR REPLACE FUNCTION public.gate_edition_counts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    next_number integer;
BEGIN
    UPDATE public.articles_articlehead SET editions = editions + 1, edition_in_work_id = NEW.id
    WHERE article_id = NEW.article_id RETURNING editions INTO next_number;
    IF NEW.number IS DISTINCT FROM next_number THEN
        PERFORM public.gate_refuse('editions_are_numbered_in_order',
            format('The next edition of this article has the number %s.', next_number));
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER gate_an_edition_counts
AFTER INSERT ON public.articles_edition
FOR EACH ROW EXECUTE FUNCTION public.gate_edition_counts();

-- The edition that a change is in work with, so that lists need not read all evidence.
CREATE OR REPLACE FUNCTION public.gate_edition_leaves_work() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE public.articles_articlehead SET edition_in_work_id = NULL
    WHERE article_id = NEW.article_id AND edition_in_work_id = NEW.id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER gate_a_recalled_edition_leaves_work
AFTER UPDATE ON public.articles_edition
FOR EACH ROW EXECUTE FUNCTION public.gate_edition_leaves_work();

-- What an edition names (references, therapy types, images) is held by foreign keys, so that it
-- can't be deleted afterwards. Editions of format 1 know no images.
CREATE OR REPLACE FUNCTION public.gate_edition_holds() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    content jsonb := convert_from(NEW.content, 'UTF8')::jsonb;
BEGIN
    INSERT INTO public.articles_editionreference (edition_id, reference_id)
    SELECT NEW.id, (item ->> 'id')::bigint FROM jsonb_array_elements(content -> 'references') item;
    INSERT INTO public.articles_editiontherapy (edition_id, therapy_id)
    SELECT NEW.id, (item ->> 'id')::bigint FROM jsonb_array_elements(content -> 'therapies') item;
    INSERT INTO public.articles_editionimage (edition_id, image_id, digest)
    SELECT NEW.id, (item ->> 'id')::bigint, coalesce(item ->> 'digest', '')
    FROM jsonb_array_elements(coalesce(content -> 'images', '[]')) item;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER gate_an_edition_holds_what_it_names
AFTER INSERT ON public.articles_edition
FOR EACH ROW EXECUTE FUNCTION public.gate_edition_holds();

-- An edition shows the very file that its image is: the signed digest is the file's.
ALTER TABLE public.articles_editionimage
    DROP CONSTRAINT IF EXISTS an_edition_shows_the_file_it_names,
    ADD CONSTRAINT an_edition_shows_the_file_it_names
    FOREIGN KEY (image_id, digest) REFERENCES public.articles_image (id, digest);

-- The one change an edition knows is its recall, once.
CREATE OR REPLACE FUNCTION public.gate_edition_is_recalled() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.gate_take_turn(OLD.article_id);
    IF (NEW.id, NEW.article_id, NEW.number, NEW.content, NEW.submitted_at)
       IS DISTINCT FROM (OLD.id, OLD.article_id, OLD.number, OLD.content, OLD.submitted_at)
       OR OLD.recalled_at IS NOT NULL OR NEW.recalled_at IS NULL THEN
        PERFORM public.gate_refuse('an_edition_is_only_recalled_once',
            'An edition never changes; it can only be recalled, once.');
    END IF;
    NEW.recalled_at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_an_edition_is_only_recalled
BEFORE UPDATE ON public.articles_edition
FOR EACH ROW EXECUTE FUNCTION public.gate_edition_is_recalled();

CREATE OR REPLACE TRIGGER gate_editions_stay
BEFORE DELETE OR TRUNCATE ON public.articles_edition
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

CREATE OR REPLACE TRIGGER gate_what_editions_name_stays
BEFORE UPDATE OR DELETE OR TRUNCATE ON public.articles_editionreference
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

CREATE OR REPLACE TRIGGER gate_what_editions_name_stays
BEFORE UPDATE OR DELETE OR TRUNCATE ON public.articles_editiontherapy
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

CREATE OR REPLACE TRIGGER gate_what_editions_name_stays
BEFORE UPDATE OR DELETE OR TRUNCATE ON public.articles_editionimage
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

ALTER TABLE public.articles_byline ENABLE ALWAYS TRIGGER gate_a_byline_makes_a_contributor;
ALTER TABLE public.articles_author
    ENABLE ALWAYS TRIGGER gate_an_account_makes_an_author_a_contributor;
ALTER TABLE public.articles_edition ENABLE ALWAYS TRIGGER gate_an_edition_begins;
ALTER TABLE public.articles_edition ENABLE ALWAYS TRIGGER gate_an_edition_counts;
ALTER TABLE public.articles_edition ENABLE ALWAYS TRIGGER gate_an_edition_holds_what_it_names;
ALTER TABLE public.articles_edition ENABLE ALWAYS TRIGGER gate_an_edition_is_only_recalled;
ALTER TABLE public.articles_edition ENABLE ALWAYS TRIGGER gate_editions_stay;
ALTER TABLE public.articles_edition ENABLE ALWAYS TRIGGER gate_a_recalled_edition_leaves_work;
ALTER TABLE public.articles_editionreference ENABLE ALWAYS TRIGGER gate_what_editions_name_stays;
ALTER TABLE public.articles_editiontherapy ENABLE ALWAYS TRIGGER gate_what_editions_name_stays;
ALTER TABLE public.articles_editionimage ENABLE ALWAYS TRIGGER gate_what_editions_name_stays;

-- Grants ---------------------------------------------------------------------------------

GRANT SELECT, INSERT, UPDATE, DELETE ON
    public.articles_article, public.articles_articletherapy, public.articles_author,
    public.articles_bibliographyentry, public.articles_byline, public.articles_calltoaction,
    public.articles_keytakeaway, public.articles_reason
TO $application;
GRANT SELECT, INSERT ON public.articles_contributor TO $application;
GRANT SELECT ON public.articles_articlehead TO $application;
GRANT SELECT, INSERT ON public.articles_edition TO $application;
GRANT UPDATE (recalled_at, recall_reason) ON public.articles_edition TO $application;
GRANT SELECT ON public.articles_editionreference, public.articles_editiontherapy TO $application;
-- What is found at links is found again and again.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    public.articles_linkcheck, public.articles_linkcheck_articles
TO $application;
-- An image's file never changes, and stays; its words may be corrected.
GRANT SELECT, INSERT ON public.articles_image TO $application;
GRANT UPDATE (alt, caption, credit, licence, uploaded_by_id) ON public.articles_image
TO $application;
GRANT SELECT ON public.articles_editionimage TO $application;
