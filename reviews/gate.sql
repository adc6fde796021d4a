-- The gate, part of the room "reviews": physicians, licences, reviews, comments, sign-offs,
-- signing keys and the ledger. Conventions: gate/gate.sql.

-- Physicians and licences ----------------------------------------------------------------

-- Every account a physician was ever linked to is kept, so that a link can't be changed to
-- hide a contribution.
CREATE OR REPLACE FUNCTION public.gate_physician_accounts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.account_id IS NOT NULL THEN
        INSERT INTO public.reviews_physicianaccount (physician_id, number)
        VALUES (NEW.id, NEW.account_id) ON CONFLICT (physician_id, number) DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER gate_a_physician_keeps_their_accounts
AFTER INSERT OR UPDATE ON public.reviews_physician
FOR EACH ROW EXECUTE FUNCTION public.gate_physician_accounts();

-- One account never signs for two physicians, one after the other.
ALTER TABLE public.reviews_physicianaccount
    DROP CONSTRAINT IF EXISTS an_account_belongs_to_a_physician,
    ADD CONSTRAINT an_account_belongs_to_a_physician
        FOREIGN KEY (physician_id) REFERENCES public.reviews_physician ON DELETE CASCADE,
    DROP CONSTRAINT IF EXISTS an_account_is_one_physicians_for_good,
    ADD CONSTRAINT an_account_is_one_physicians_for_good UNIQUE (number);

-- Not deferrable, unlike Django's own keys: a physician can't be exchanged for another of the
-- same number, which would forget their accounts.
ALTER TABLE public.reviews_licence
    DROP CONSTRAINT IF EXISTS a_licence_belongs_to_a_physician,
    ADD CONSTRAINT a_licence_belongs_to_a_physician
    FOREIGN KEY (physician_id) REFERENCES public.reviews_physician;
ALTER TABLE public.reviews_review
    DROP CONSTRAINT IF EXISTS a_review_names_a_physician,
    ADD CONSTRAINT a_review_names_a_physician
    FOREIGN KEY (physician_id) REFERENCES public.reviews_physician;

-- Statements name the physician by this id.
CREATE OR REPLACE FUNCTION public.gate_physician_id() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.public_id) IS DISTINCT FROM (OLD.id, OLD.public_id) THEN
        PERFORM public.gate_refuse('a_physician_keeps_their_public_id',
            'The public id of a physician never changes: signed statements name it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_physician_keeps_their_public_id
BEFORE UPDATE ON public.reviews_physician
FOR EACH ROW EXECUTE FUNCTION public.gate_physician_id();

CREATE OR REPLACE FUNCTION public.gate_licence_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.verified_by IS NOT NULL OR NEW.ended_on IS NOT NULL THEN
        PERFORM public.gate_refuse('a_licence_is_entered_unverified',
            'A licence is entered first and verified later, by somebody else.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_licence_is_entered_unverified
BEFORE INSERT ON public.reviews_licence
FOR EACH ROW EXECUTE FUNCTION public.gate_licence_begins();

-- A licence is verified once and ended once; what it says never changes.
CREATE OR REPLACE FUNCTION public.gate_licence_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.physician_id, NEW.authority, NEW.country, NEW.number, NEW.valid_from,
        NEW.expires_on, NEW.entered_by)
       IS DISTINCT FROM
       (OLD.id, OLD.physician_id, OLD.authority, OLD.country, OLD.number, OLD.valid_from,
        OLD.expires_on, OLD.entered_by) THEN
        PERFORM public.gate_refuse('a_licence_is_never_corrected',
            'What a licence says never changes; end it and enter it anew.');
    END IF;
    IF OLD.ended_on IS NOT NULL THEN
        PERFORM public.gate_refuse('a_licence_ends_once', 'This licence has ended already.');
    END IF;
    IF NEW.verified_by IS DISTINCT FROM OLD.verified_by THEN
        IF OLD.verified_by IS NOT NULL THEN
            PERFORM public.gate_refuse('a_licence_is_verified_once',
                'This licence is verified already.');
        END IF;
        IF EXISTS (SELECT FROM public.reviews_physicianaccount own
                   WHERE own.physician_id = NEW.physician_id AND own.number = NEW.verified_by) THEN
            PERFORM public.gate_refuse('a_physician_never_verifies_their_own_licence',
                'A physician can''t verify their own licence.');
        END IF;
        NEW.verified_at := clock_timestamp();
    ELSE
        NEW.verified_at := OLD.verified_at;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_licence_is_verified_once
BEFORE UPDATE ON public.reviews_licence
FOR EACH ROW EXECUTE FUNCTION public.gate_licence_changes();

CREATE OR REPLACE TRIGGER gate_licences_stay
BEFORE DELETE OR TRUNCATE ON public.reviews_licence
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

-- Reviews and comments -------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.gate_review_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.accepted_at IS NOT NULL OR NEW.declined_at IS NOT NULL
       OR NEW.cancelled_at IS NOT NULL THEN
        PERFORM public.gate_refuse('a_review_begins_unanswered',
            'A review is requested first and answered later, by the physician.');
    END IF;
    NEW.invited_at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_review_begins_unanswered
BEFORE INSERT ON public.reviews_review
FOR EACH ROW EXECUTE FUNCTION public.gate_review_begins();

-- A review is accepted or declined once, and may be cancelled once; the due date may move, and
-- what the physician wrote may be erased.
CREATE OR REPLACE FUNCTION public.gate_review_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.edition_id, NEW.physician_id, NEW.invited_at)
       IS DISTINCT FROM (OLD.id, OLD.edition_id, OLD.physician_id, OLD.invited_at) THEN
        PERFORM public.gate_refuse('a_review_keeps_its_edition_and_physician',
            'A review can''t be moved to another edition or physician.');
    END IF;
    IF (OLD.accepted_at IS NOT NULL AND (NEW.accepted_at, NEW.has_interests)
            IS DISTINCT FROM (OLD.accepted_at, OLD.has_interests))
       OR (OLD.declined_at IS NOT NULL AND NEW.declined_at IS DISTINCT FROM OLD.declined_at)
       OR (OLD.cancelled_at IS NOT NULL AND NEW.cancelled_at IS DISTINCT FROM OLD.cancelled_at)
       OR (NEW.accepted_at IS NOT NULL AND NEW.declined_at IS NOT NULL) THEN
        PERFORM public.gate_refuse('a_review_is_answered_once', 'This review is answered already.');
    END IF;
    IF (OLD.accepted_at IS NOT NULL AND NEW.interests NOT IN (OLD.interests, ''))
       OR (OLD.declined_at IS NOT NULL
           AND NEW.decline_reason NOT IN (OLD.decline_reason, '')) THEN
        PERFORM public.gate_refuse('an_answer_is_only_erased',
            'What a physician answered never changes; it can only be erased.');
    END IF;
    IF OLD.accepted_at IS NULL AND NEW.accepted_at IS NOT NULL THEN
        NEW.accepted_at := clock_timestamp();
    END IF;
    IF OLD.declined_at IS NULL AND NEW.declined_at IS NOT NULL THEN
        NEW.declined_at := clock_timestamp();
    END IF;
    IF OLD.cancelled_at IS NULL AND NEW.cancelled_at IS NOT NULL THEN
        NEW.cancelled_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_review_is_answered_once
BEFORE UPDATE ON public.reviews_review
FOR EACH ROW EXECUTE FUNCTION public.gate_review_changes();

CREATE OR REPLACE TRIGGER gate_reviews_stay
BEFORE DELETE OR TRUNCATE ON public.reviews_review
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

-- A blocking comment holds a release back, so that its writers wait for each other.
CREATE OR REPLACE FUNCTION public.gate_comment_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.gate_take_turn(edition.article_id)
    FROM public.reviews_review review
    JOIN public.articles_edition edition ON edition.id = review.edition_id
    WHERE review.id = NEW.review_id;
    IF TG_OP = 'INSERT' THEN
        NEW.made_at := clock_timestamp();
        NEW.resolved_at := NULL;
        NEW.taken_over_at := NULL;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.review_id, NEW.kind, NEW.block, NEW.quote, NEW.is_blocking, NEW.made_at)
       IS DISTINCT FROM
       (OLD.id, OLD.review_id, OLD.kind, OLD.block, OLD.quote, OLD.is_blocking, OLD.made_at)
       OR (OLD.resolved_at IS NOT NULL AND NEW.resolved_at IS DISTINCT FROM OLD.resolved_at)
       OR (OLD.taken_over_at IS NOT NULL
           AND NEW.taken_over_at IS DISTINCT FROM OLD.taken_over_at) THEN
        PERFORM public.gate_refuse('a_comment_is_only_resolved_once',
            'A comment can only be resolved and taken over, once; its text may be erased.');
    END IF;
    IF NEW.text NOT IN (OLD.text, '') OR NEW.replacement NOT IN (OLD.replacement, '') THEN
        PERFORM public.gate_refuse('a_comment_is_only_erased',
            'The words of a comment never change; they can only be erased.');
    END IF;
    IF OLD.resolved_at IS NULL AND NEW.resolved_at IS NOT NULL THEN
        NEW.resolved_at := clock_timestamp();
    END IF;
    IF OLD.taken_over_at IS NULL AND NEW.taken_over_at IS NOT NULL THEN
        NEW.taken_over_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_comment_is_only_resolved
BEFORE INSERT OR UPDATE ON public.reviews_comment
FOR EACH ROW EXECUTE FUNCTION public.gate_comment_changes();

CREATE OR REPLACE TRIGGER gate_comments_stay
BEFORE DELETE OR TRUNCATE ON public.reviews_comment
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

-- A reply is written once; its words and its author's name may be erased.
CREATE OR REPLACE FUNCTION public.gate_reply_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.made_at := clock_timestamp();
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.comment_id, NEW.author, NEW.made_at)
       IS DISTINCT FROM (OLD.id, OLD.comment_id, OLD.author, OLD.made_at) THEN
        PERFORM public.gate_refuse('a_reply_keeps_its_place',
            'A reply can''t be moved to another comment, author or time.');
    END IF;
    IF NEW.text NOT IN (OLD.text, '') OR NEW.author_name NOT IN (OLD.author_name, '') THEN
        PERFORM public.gate_refuse('a_reply_is_only_erased',
            'The words of a reply never change; they can only be erased.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_reply_is_only_erased
BEFORE INSERT OR UPDATE ON public.reviews_reply
FOR EACH ROW EXECUTE FUNCTION public.gate_reply_changes();

CREATE OR REPLACE TRIGGER gate_replies_stay
BEFORE DELETE OR TRUNCATE ON public.reviews_reply
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

-- Signing keys ---------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.gate_signing_key_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.valid_from := clock_timestamp();
    NEW.valid_until := NULL;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_signing_key_begins_now
BEFORE INSERT ON public.reviews_signingkey
FOR EACH ROW EXECUTE FUNCTION public.gate_signing_key_begins();

CREATE OR REPLACE FUNCTION public.gate_signing_key_retires() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.kid, NEW.jwk, NEW.valid_from) IS DISTINCT FROM (OLD.kid, OLD.jwk, OLD.valid_from)
       OR OLD.valid_until IS NOT NULL THEN
        PERFORM public.gate_refuse('a_signing_key_only_retires',
            'A signing key never changes; it can only be retired, once.');
    END IF;
    NEW.valid_until := clock_timestamp();
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_signing_key_only_retires
BEFORE UPDATE ON public.reviews_signingkey
FOR EACH ROW EXECUTE FUNCTION public.gate_signing_key_retires();

CREATE OR REPLACE TRIGGER gate_signing_keys_stay
BEFORE DELETE OR TRUNCATE ON public.reviews_signingkey
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

-- Sign-offs ------------------------------------------------------------------------------
-- Triggers fire in the order of their names: the turn is taken first, so that every later one
-- sees whatever was committed before.

CREATE OR REPLACE FUNCTION public.gate_sign_off_takes_its_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.gate_take_turn(edition.article_id)
    FROM public.articles_edition edition WHERE edition.id = NEW.edition_id;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_1_a_sign_off_takes_its_turn
BEFORE INSERT ON public.reviews_signoff
FOR EACH ROW EXECUTE FUNCTION public.gate_sign_off_takes_its_turn();

-- The sign-off carries the digest of its edition, and its signature the statement. The
-- database can't check an Ed25519 signature: the page writer, the page server and verify do.
CREATE OR REPLACE FUNCTION public.gate_statement_matches() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said jsonb := convert_from(NEW.statement, 'UTF8')::jsonb;
    said_at timestamptz := public.gate_moment(said ->> 'time');
    matches boolean;
BEGIN
    SELECT bool_and(said @> jsonb_build_object(
            'article', jsonb_build_object('id', edition.article_id, 'slug', edition.slug),
            'edition', edition.number,
            'digest', NEW.digest,
            'decision', NEW.decision,
            'capacity', NEW.capacity,
            'physician', jsonb_build_object('id', physician.public_id,
                'name', physician.name, 'credentials', physician.credentials),
            'licence', jsonb_build_object('authority', licence.authority,
                'country', licence.country, 'expires_on', licence.expires_on),
            'interests_declared', review.has_interests))
        INTO matches
    FROM public.articles_edition edition, public.reviews_physician physician,
         public.reviews_licence licence, public.reviews_review review
    WHERE edition.id = NEW.edition_id AND physician.id = NEW.physician_id
      AND licence.id = NEW.licence_id AND review.id = NEW.review_id;
    IF matches IS DISTINCT FROM true THEN
        PERFORM public.gate_refuse('a_statement_says_what_its_sign_off_says',
            'The signed statement speaks of something else than its sign-off.');
    END IF;
    IF split_part(NEW.signature, '.', 2)
       <> translate(encode(NEW.statement, 'base64'), E'+/=\n', '-_') THEN
        PERFORM public.gate_refuse('a_signature_signs_its_statement',
            'The signature signs something else than the statement.');
    END IF;
    IF (clock_timestamp() - said_at BETWEEN interval '-1 second' AND interval '2 minutes')
       IS NOT TRUE THEN
        PERFORM public.gate_refuse('a_sign_off_is_signed_now',
            'The statement''s time is not the time of signing.');
    END IF;
    NEW.signed_at := said_at;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_2_a_statement_says_what_its_sign_off_says
BEFORE INSERT ON public.reviews_signoff
FOR EACH ROW EXECUTE FUNCTION public.gate_statement_matches();

CREATE OR REPLACE FUNCTION public.gate_edition_is_open() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.articles_edition edition
               WHERE edition.id = NEW.edition_id AND edition.recalled_at IS NOT NULL) THEN
        PERFORM public.gate_refuse('a_recalled_edition_is_not_signed',
            'This edition was recalled; there is nothing to decide any more.');
    END IF;
    IF EXISTS (SELECT FROM public.reviews_signoff earlier
               WHERE earlier.edition_id = NEW.edition_id
                 AND earlier.decision = 'request_changes') THEN
        PERFORM public.gate_refuse('a_closed_edition_is_not_signed',
            'Changes were requested, which closed this edition; a new one will follow.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_3_a_signed_edition_is_open
BEFORE INSERT ON public.reviews_signoff
FOR EACH ROW EXECUTE FUNCTION public.gate_edition_is_open();

CREATE OR REPLACE FUNCTION public.gate_review_is_accepted() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.reviews_review review
                   WHERE review.id = NEW.review_id AND review.accepted_at IS NOT NULL
                     AND review.cancelled_at IS NULL) THEN
        PERFORM public.gate_refuse('a_sign_off_needs_an_accepted_review',
            'The review must be accepted, with a statement of interests, before it is signed.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_4_a_sign_off_needs_an_accepted_review
BEFORE INSERT ON public.reviews_signoff
FOR EACH ROW EXECUTE FUNCTION public.gate_review_is_accepted();

CREATE OR REPLACE FUNCTION public.gate_licence_is_valid() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day_of_signing date := (NEW.signed_at AT TIME ZONE 'UTC')::date;
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.reviews_licence licence
        WHERE licence.id = NEW.licence_id
          AND licence.verified_by IS NOT NULL
          AND day_of_signing BETWEEN licence.valid_from AND licence.expires_on
          AND (licence.ended_on IS NULL OR licence.ended_on > day_of_signing)
          AND NOT EXISTS (SELECT FROM public.reviews_physicianaccount own
                          WHERE own.physician_id = licence.physician_id
                            AND own.number = licence.verified_by)) THEN
        PERFORM public.gate_refuse('a_sign_off_needs_a_valid_licence',
            'The licence is not valid today, or nobody else has verified it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_5_a_sign_off_needs_a_valid_licence
BEFORE INSERT ON public.reviews_signoff
FOR EACH ROW EXECUTE FUNCTION public.gate_licence_is_valid();

CREATE OR REPLACE FUNCTION public.gate_signer_is_no_contributor() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.articles_edition edition
               JOIN public.articles_contributor contributor USING (article_id)
               JOIN public.reviews_physicianaccount own ON own.number = contributor.account
               WHERE edition.id = NEW.edition_id AND own.physician_id = NEW.physician_id) THEN
        PERFORM public.gate_refuse('a_signer_is_no_contributor',
            'Whoever wrote on an article can''t sign it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_6_a_signer_is_no_contributor
BEFORE INSERT ON public.reviews_signoff
FOR EACH ROW EXECUTE FUNCTION public.gate_signer_is_no_contributor();

CREATE OR REPLACE TRIGGER gate_sign_offs_stay
BEFORE UPDATE OR DELETE OR TRUNCATE ON public.reviews_signoff
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

ALTER TABLE public.reviews_signoff
    DROP CONSTRAINT IF EXISTS a_sign_off_carries_its_editions_digest,
    ADD CONSTRAINT a_sign_off_carries_its_editions_digest
        FOREIGN KEY (edition_id, digest) REFERENCES public.articles_edition (id, digest),
    DROP CONSTRAINT IF EXISTS a_sign_off_answers_its_own_review,
    ADD CONSTRAINT a_sign_off_answers_its_own_review
        FOREIGN KEY (review_id, edition_id, physician_id)
        REFERENCES public.reviews_review (id, edition_id, physician_id),
    DROP CONSTRAINT IF EXISTS a_sign_off_rests_on_the_signers_licence,
    ADD CONSTRAINT a_sign_off_rests_on_the_signers_licence
        FOREIGN KEY (licence_id, physician_id)
        REFERENCES public.reviews_licence (id, physician_id);

-- The ledger -----------------------------------------------------------------------------

ALTER TABLE public.reviews_ledgerentry
    ALTER action SET NOT NULL,
    DROP CONSTRAINT IF EXISTS a_ledger_entry_belongs_to_an_article,
    ADD CONSTRAINT a_ledger_entry_belongs_to_an_article
        FOREIGN KEY (article_id) REFERENCES public.articles_article;

CREATE OR REPLACE FUNCTION public.gate_ledger_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.gate_take_turn(NEW.article_id);
    NEW.at := public.gate_moment(convert_from(NEW.content, 'UTF8')::jsonb ->> 'at');
    IF (clock_timestamp() - NEW.at BETWEEN interval '-1 second' AND interval '2 minutes')
       IS NOT TRUE THEN
        PERFORM public.gate_refuse('a_ledger_entry_is_written_now',
            'The entry''s time is not the time of writing.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_ledger_entry_is_written_now
BEFORE INSERT ON public.reviews_ledgerentry
FOR EACH ROW EXECUTE FUNCTION public.gate_ledger_begins();

-- The chain moves on after the entry is there, for the same reason as editions count then.
CREATE OR REPLACE FUNCTION public.gate_ledger_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said jsonb := convert_from(NEW.content, 'UTF8')::jsonb;
    head public.articles_articlehead;
BEGIN
    SELECT * INTO head FROM public.articles_articlehead WHERE article_id = NEW.article_id;
    IF NEW.number <> head.ledger_length + 1
       OR said @> jsonb_build_object('article', NEW.article_id, 'number', NEW.number,
                                     'previous', head.ledger_hash) IS DISTINCT FROM true THEN
        PERFORM public.gate_refuse('a_ledger_entry_follows_the_last',
            format('The next entry has the number %s and follows %L.',
                   head.ledger_length + 1, head.ledger_hash));
    END IF;
    UPDATE public.articles_articlehead SET ledger_length = NEW.number, ledger_hash = NEW.hash
    WHERE article_id = NEW.article_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER gate_a_ledger_entry_follows_the_last
AFTER INSERT ON public.reviews_ledgerentry
FOR EACH ROW EXECUTE FUNCTION public.gate_ledger_follows();

CREATE OR REPLACE TRIGGER gate_ledger_entries_stay
BEFORE UPDATE OR DELETE OR TRUNCATE ON public.reviews_ledgerentry
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

CREATE OR REPLACE FUNCTION public.gate_checkpoint_follows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said jsonb := convert_from(NEW.content, 'UTF8')::jsonb;
    last public.reviews_checkpoint;
BEGIN
    SELECT * INTO last FROM public.reviews_checkpoint ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1
       OR said @> jsonb_build_object('number', NEW.number, 'previous', coalesce(last.hash, ''))
          IS DISTINCT FROM true THEN
        PERFORM public.gate_refuse('a_checkpoint_follows_the_last',
            format('The next checkpoint has the number %s.', coalesce(last.number, 0) + 1));
    END IF;
    NEW.at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER gate_a_checkpoint_follows_the_last
BEFORE INSERT ON public.reviews_checkpoint
FOR EACH ROW EXECUTE FUNCTION public.gate_checkpoint_follows();

CREATE OR REPLACE TRIGGER gate_checkpoints_stay
BEFORE UPDATE OR DELETE OR TRUNCATE ON public.reviews_checkpoint
FOR EACH STATEMENT EXECUTE FUNCTION public.gate_is_evidence();

ALTER TABLE public.reviews_physician ENABLE ALWAYS TRIGGER gate_a_physician_keeps_their_accounts;
ALTER TABLE public.reviews_physician ENABLE ALWAYS TRIGGER gate_a_physician_keeps_their_public_id;
ALTER TABLE public.reviews_licence ENABLE ALWAYS TRIGGER gate_a_licence_is_entered_unverified;
ALTER TABLE public.reviews_licence ENABLE ALWAYS TRIGGER gate_a_licence_is_verified_once;
ALTER TABLE public.reviews_licence ENABLE ALWAYS TRIGGER gate_licences_stay;
ALTER TABLE public.reviews_review ENABLE ALWAYS TRIGGER gate_a_review_begins_unanswered;
ALTER TABLE public.reviews_review ENABLE ALWAYS TRIGGER gate_a_review_is_answered_once;
ALTER TABLE public.reviews_review ENABLE ALWAYS TRIGGER gate_reviews_stay;
ALTER TABLE public.reviews_comment ENABLE ALWAYS TRIGGER gate_a_comment_is_only_resolved;
ALTER TABLE public.reviews_comment ENABLE ALWAYS TRIGGER gate_comments_stay;
ALTER TABLE public.reviews_reply ENABLE ALWAYS TRIGGER gate_a_reply_is_only_erased;
ALTER TABLE public.reviews_reply ENABLE ALWAYS TRIGGER gate_replies_stay;
ALTER TABLE public.reviews_signingkey ENABLE ALWAYS TRIGGER gate_a_signing_key_begins_now;
ALTER TABLE public.reviews_signingkey ENABLE ALWAYS TRIGGER gate_a_signing_key_only_retires;
ALTER TABLE public.reviews_signingkey ENABLE ALWAYS TRIGGER gate_signing_keys_stay;
ALTER TABLE public.reviews_signoff ENABLE ALWAYS TRIGGER gate_1_a_sign_off_takes_its_turn;
ALTER TABLE public.reviews_signoff
    ENABLE ALWAYS TRIGGER gate_2_a_statement_says_what_its_sign_off_says;
ALTER TABLE public.reviews_signoff ENABLE ALWAYS TRIGGER gate_3_a_signed_edition_is_open;
ALTER TABLE public.reviews_signoff
    ENABLE ALWAYS TRIGGER gate_4_a_sign_off_needs_an_accepted_review;
ALTER TABLE public.reviews_signoff ENABLE ALWAYS TRIGGER gate_5_a_sign_off_needs_a_valid_licence;
ALTER TABLE public.reviews_signoff ENABLE ALWAYS TRIGGER gate_6_a_signer_is_no_contributor;
ALTER TABLE public.reviews_signoff ENABLE ALWAYS TRIGGER gate_sign_offs_stay;
ALTER TABLE public.reviews_ledgerentry ENABLE ALWAYS TRIGGER gate_a_ledger_entry_is_written_now;
ALTER TABLE public.reviews_ledgerentry ENABLE ALWAYS TRIGGER gate_a_ledger_entry_follows_the_last;
ALTER TABLE public.reviews_ledgerentry ENABLE ALWAYS TRIGGER gate_ledger_entries_stay;
ALTER TABLE public.reviews_checkpoint ENABLE ALWAYS TRIGGER gate_a_checkpoint_follows_the_last;
ALTER TABLE public.reviews_checkpoint ENABLE ALWAYS TRIGGER gate_checkpoints_stay;

-- Grants ---------------------------------------------------------------------------------

GRANT SELECT, INSERT, UPDATE, DELETE ON public.reviews_physician TO $application;
GRANT SELECT ON public.reviews_physicianaccount TO $application;
GRANT SELECT, INSERT ON
    public.reviews_licence, public.reviews_review, public.reviews_comment, public.reviews_reply,
    public.reviews_signingkey, public.reviews_signoff, public.reviews_ledgerentry,
    public.reviews_checkpoint
TO $application;
GRANT UPDATE (verified_by, verified_at, ended_on) ON public.reviews_licence TO $application;
GRANT UPDATE (due_on, accepted_at, has_interests, interests, declined_at, decline_reason,
              cancelled_at) ON public.reviews_review TO $application;
GRANT UPDATE (text, replacement, resolved_at, taken_over_at) ON public.reviews_comment
TO $application;
GRANT UPDATE (text, author_name) ON public.reviews_reply TO $application;
-- Letters tell of evidence and are none.
GRANT SELECT, INSERT, UPDATE, DELETE ON public.reviews_letter TO $application;
GRANT UPDATE (valid_until) ON public.reviews_signingkey TO $application;
