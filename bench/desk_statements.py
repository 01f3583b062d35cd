"""The statements that write a large network (`bench.desk_data`): each row is made of its number."""

from __future__ import annotations

# A number's key, the same in every run; a number below `many`, by chance and always the same.
FUNCTIONS = """
CREATE FUNCTION pg_temp.key(kind text, number bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE AS $$ SELECT md5(kind || number)::uuid $$;
CREATE FUNCTION pg_temp.chance(number bigint, salt int, many int) RETURNS int
    LANGUAGE sql IMMUTABLE AS $$ SELECT (abs(hashint8(number * 31 + salt)::bigint) % many)::int $$
"""

# In the order in which rows point to each other.
NETWORK: dict[str, str] = {
    "words": """
CREATE TEMPORARY TABLE bench_words (number int PRIMARY KEY, code text, label text);
INSERT INTO bench_words SELECT number, code, label FROM unnest(%(codes)s, %(labels)s)
    WITH ORDINALITY AS made (code, label, number);
CREATE TEMPORARY TABLE bench_places (number int PRIMARY KEY, country text, region text);
INSERT INTO bench_places SELECT number, left(region, 2), region
    FROM unnest(%(regions)s) WITH ORDINALITY AS made (region, number);
CREATE TEMPORARY TABLE bench_vector AS SELECT n AS number,
    (SELECT array_agg(random() - 0.5 + 0 * n + 0 * d) FROM generate_series(1, %(dimensions)s) d)
        ::real[]::vector::halfvec AS vector
FROM generate_series(1, 2000) n
""",
    "agencies": """
DELETE FROM network_membership; DELETE FROM network_organisation;
INSERT INTO network_organisation (
    id, slug, kind, name, description, state, country, seat, city, time_zone, regions, sectors,
    services, languages, email, website, desk_mailbox, desk_language, holiday_part, holiday_kinds,
    own_holidays)
SELECT pg_temp.key('agency', n), 'agency-' || n, 'agency', 'Agency of ' || place.region || ' ' || n,
    'Helps companies of its region to find partners abroad.', 'active', place.country, place.region,
    'Town ' || n, 'Europe/Berlin', ARRAY[place.region], '{{}}', ARRAY['partner_search'],
    ARRAY['en', 'de'], 'office' || n || '@agencies.example', 'https://agency' || n || '.example',
    '', 'en', '', '{{}}', '{{}}'
FROM generate_series(1, {agencies}) n
JOIN bench_places place ON place.number = 1 + n %% (SELECT count(*) FROM bench_places)
""",
    "people": """
INSERT INTO accounts_user (id, email, name, password, language, time_zone, is_active,
    is_secretariat, session_version, mail_wishes)
SELECT pg_temp.key('staff', n), 'staff' || n || '@agencies.example', 'Person ' || n, %(password)s,
    'en', 'Europe/Berlin', true, false, 0, '{{}}'
FROM generate_series(1, {people} + 3 * {agencies}) n;
INSERT INTO accounts_user (id, email, name, password, language, time_zone, is_active,
    is_secretariat, session_version, mail_wishes)
SELECT pg_temp.key('member', n), 'member' || n || '@companies.example', 'Member ' || n,
    %(password)s, 'en', 'Europe/Berlin', true, false, 0, '{{}}'
FROM generate_series(1, {companies} / 4) n;
INSERT INTO account_emailaddress (email, verified, "primary", user_id)
SELECT email, true, true, id FROM accounts_user;
INSERT INTO network_membership (id, organisation_id, user_id, role, on_desk)
SELECT pg_temp.key('membership', n), pg_temp.key('agency', 1), pg_temp.key('staff', n),
    CASE n WHEN 1 THEN 'coordinator' ELSE 'advisor' END, n <= 6
FROM generate_series(1, {people}) n;
INSERT INTO network_membership (id, organisation_id, user_id, role, on_desk)
SELECT pg_temp.key('membership', {people} + n), pg_temp.key('agency', 1 + (n - 1) / 3),
    pg_temp.key('staff', {people} + n), CASE n %% 3 WHEN 0 THEN 'coordinator' ELSE 'advisor' END,
    n %% 3 < 2
FROM generate_series(4, 3 * {agencies}) n
""",
    "companies": """
INSERT INTO companies_company (
    id, agency_id, external_id, source, admitted_at, legal_name, sort_name, vat_number, vat_check,
    website, country, postcode, city, region, sectors, sector_revision, head_count, size_class,
    languages, offers, offers_language, seeks, seeks_language, certificates, exports_to,
    visibility, found_while_asking, version, indexed_version)
SELECT pg_temp.key('company', n), agency.id, '', 'registered', now() - interval '6 years',
    made.name, lower(made.name), '', 'not_checked', 'https://company' || n || '.example',
    agency.country, '', 'Town ' || n %% 500, agency.seat, ARRAY[words.code], '2', 20 + n %% 200,
    CASE WHEN n %% 200 < 30 THEN 'small' ELSE 'medium' END, ARRAY['en'], words.label, 'en', '', '',
    '{{}}', '{{}}', (ARRAY['own', 'network', 'network', 'public'])[1 + n %% 4], false, 1, 0
FROM generate_series(1, {companies}) n
JOIN network_organisation agency ON agency.id = pg_temp.key('agency', {agency_of_company})
JOIN bench_words words
    ON words.number = 1 + pg_temp.chance(n, 1, (SELECT count(*)::int FROM bench_words)),
LATERAL (SELECT split_part(words.label, ' ', 1) || ' Works ' || n || ' GmbH' AS name) made;
INSERT INTO companies_companymember (id, company_id, user_id, position, telephone)
SELECT pg_temp.key('company-member', n), pg_temp.key('company', n), pg_temp.key('member', n),
    'Export', '' FROM generate_series(1, {companies} / 4) n;
INSERT INTO companies_contact (id, company_id, name, position, email, telephone, language,
    is_claimed)
SELECT pg_temp.key('contact', n), pg_temp.key('company', n), 'Contact ' || n, 'Sales',
    'contact' || n || '@companies.example', '', 'en', false FROM generate_series(1, {companies}) n
""",
    "vectors of companies": """
INSERT INTO matching_companyvector (company_id, model_id, text_hash, vector, cells)
SELECT company.id, %(model)s, '', near.vector, '{{}}' FROM companies_company company
JOIN bench_vector near ON near.number = 1 + (abs(hashtext(company.id::text)::bigint) %% 2000)
""",
}
# {requests} is how many there are.
CASES: dict[str, str] = {
    "requests": """
CREATE TEMPORARY TABLE bench_request AS
SELECT n AS number, pg_temp.key('request', n) AS id, company.id AS company,
    company.agency_id AS home, agency.number AS home_number,
    CASE WHEN lot < 4 THEN 'draft' WHEN lot < 6 THEN 'submitted' WHEN lot < 9 THEN 'in_triage'
        WHEN lot < 11 THEN 'needs_information' WHEN lot < 14 THEN 'qualified'
        WHEN lot < 22 THEN 'with_partners' WHEN lot < 25 THEN 'presented'
        WHEN lot < 29 THEN 'introduced' WHEN lot < 85 THEN 'closed' WHEN lot < 93 THEN 'declined'
        ELSE 'withdrawn' END AS state,
    now() - interval '5 years' * (1 - n::float / {requests}) - interval '1 day' AS at,
    pg_temp.key('staff', CASE agency.number WHEN 1 THEN 1 + pg_temp.chance(n, 7, {people})
        ELSE {people} + 3 * (agency.number - 1) + 1 + n %% 3 END) AS responsible,
    words.code, words.label, target.region
FROM (SELECT n, CASE WHEN n %% 20 = 0 THEN 20 * (1 + pg_temp.chance(n, 2, {companies} / 20))
        ELSE 1 + pg_temp.chance(n, 3, {companies}) END AS company, pg_temp.chance(n, 4, 100) AS lot
    FROM generate_series(1, {requests}) n) made
JOIN companies_company company ON company.id = pg_temp.key('company', made.company),
LATERAL (SELECT CASE WHEN made.company %% 20 = 0 THEN 1
    ELSE 2 + made.company %% ({agencies} - 1) END AS number) agency,
LATERAL (SELECT code, label FROM bench_words WHERE number =
    1 + pg_temp.chance(made.n, 5, (SELECT count(*)::int FROM bench_words))) words,
LATERAL (SELECT region FROM bench_places WHERE number =
    1 + pg_temp.chance(made.n, 6, (SELECT count(*)::int FROM bench_places))) target;
ANALYZE bench_request;
INSERT INTO requests_cooperationrequest (
    id, title, text, language, kind, sectors, regions, size_classes, languages, quantities,
    waits_for, waiting_since, due_on, late_from, reference, company_id, home_agency_id,
    started_side, started_by_id, responsible_id, state, question_open, brief_version, submitted_at,
    forwarded_at, ended_at, end_reason, end_words, saved_at, undecided_count)
SELECT id, label, {text},
    'en', (ARRAY['supplier', 'customer', 'distributor', 'research'])[1 + number %% 4], ARRAY[code],
    ARRAY[region], '{{}}', ARRAY['en'], '', waits,
    CASE waits WHEN '' THEN NULL ELSE at END,
    CASE waits WHEN '' THEN NULL ELSE (at + interval '14 days')::date END,
    CASE waits WHEN '' THEN NULL ELSE at + interval '14 days' END,
    CASE state WHEN 'draft' THEN NULL ELSE
        'KO-' || to_char(at, 'YYYY') || '-' || lpad(number::text, 6, '0') END,
    company, home, CASE number %% 2 WHEN 0 THEN 'home' ELSE 'company' END, NULL,
    CASE WHEN state IN ('draft', 'submitted') THEN NULL ELSE responsible END, state,
    state = 'needs_information',
    CASE WHEN state IN ('qualified', 'with_partners', 'presented', 'introduced', 'closed')
        THEN 1 ELSE 0 END,
    CASE state WHEN 'draft' THEN NULL ELSE at END,
    CASE WHEN state IN ('with_partners', 'presented', 'introduced', 'closed')
        THEN at + interval '3 days' END,
    CASE WHEN state IN ('closed', 'declined', 'withdrawn') THEN at + interval '40 days' END,
    CASE state WHEN 'closed' THEN 'no_candidate' WHEN 'declined' THEN 'out_of_scope'
        WHEN 'withdrawn' THEN 'other' ELSE '' END, '', at,
    CASE WHEN state = 'with_partners' THEN number %% 3 ELSE 0 END
FROM bench_request, LATERAL (SELECT CASE state WHEN 'submitted' THEN 'home_desk'
    WHEN 'in_triage' THEN 'advisor' WHEN 'needs_information' THEN 'company'
    WHEN 'qualified' THEN 'advisor' WHEN 'with_partners' THEN 'partners'
    WHEN 'presented' THEN 'company' WHEN 'introduced' THEN 'both_companies' ELSE '' END AS waits) x
""",
    "briefs": """
INSERT INTO requests_brief (id, request_id, version, title, text, language, kind, sectors, regions,
    size_classes, languages, quantities, written_by_id, written_at, need_hash)
SELECT pg_temp.key('brief', number), made.id, 1, made.label, {text}, 'en', request.kind,
    request.sectors, request.regions, '{{}}', ARRAY['en'], '', made.responsible,
    at + interval '2 days', md5(made.label || made.number) || md5(made.number::text)
FROM bench_request made JOIN requests_cooperationrequest request ON request.id = made.id
WHERE request.brief_version = 1
""",
    "referrals": """
CREATE TEMPORARY TABLE bench_referral AS
SELECT made.number * 3 + k AS number, pg_temp.key('referral', made.number * 3 + k) AS id,
    made.id AS request, made.number AS request_number, made.state AS request_state, made.at,
    partner.number AS partner, pg_temp.key('agency', partner.number) AS organisation,
    pg_temp.key('staff', CASE partner.number
        WHEN 1 THEN 1 + pg_temp.chance(made.number, 8, {people})
        ELSE {people} + 3 * (partner.number - 1) + 1 END) AS responsible,
    CASE WHEN made.state IN ('closed', 'introduced', 'presented')
        THEN (ARRAY['answered', 'answered', 'no_candidate'])[1 + k]
        WHEN made.number %% 3 > 0 AND k = 0 THEN 'answered'
        ELSE (ARRAY['sent', 'accepted', 'sent'])[1 + k] END AS state
FROM bench_request made, generate_series(0, 2) k,
LATERAL (SELECT CASE WHEN k = 0 AND made.number %% 7 = 0 AND made.home_number <> 1 THEN 1
    ELSE 2 + (made.number * 7 + k * 197 + CASE WHEN (made.number * 7 + k * 197) %% ({agencies} - 1)
        = made.home_number - 2 THEN 1 ELSE 0 END) %% ({agencies} - 1) END AS number) partner
WHERE made.state IN ('with_partners', 'presented', 'introduced', 'closed');
ANALYZE bench_referral;
INSERT INTO requests_referral (
    id, request_id, organisation_id, state, round, brief_version, responsible_id, sent_at,
    accepted_at, answered_at, answer_due_on, reminders_sent, reason, words, other_body,
    answer_words, presented_words, answer_presented, waits_for, waiting_since, due_on, late_from)
SELECT id, request, organisation, state, 1, 1,
    CASE state WHEN 'sent' THEN NULL ELSE responsible END, at + interval '3 days',
    CASE state WHEN 'sent' THEN NULL ELSE at + interval '4 days' END,
    CASE WHEN state IN ('answered', 'no_candidate') THEN at + interval '8 days' END,
    (at + interval '17 days')::date, '{{}}',
    CASE state WHEN 'no_candidate' THEN 'nobody_fits' ELSE '' END, '', '', '', '', false,
    CASE WHEN state IN ('sent', 'accepted') THEN 'partner' ELSE '' END,
    CASE WHEN state IN ('sent', 'accepted') THEN at + interval '3 days' END,
    CASE WHEN state IN ('sent', 'accepted') THEN (at + interval '17 days')::date END,
    CASE WHEN state IN ('sent', 'accepted') THEN at + interval '17 days' END
FROM bench_referral
""",
    "suggestions": """
CREATE TEMPORARY TABLE bench_suggestion AS
SELECT row.number * 2 + k AS number, pg_temp.key('suggestion', row.number * 2 + k) AS id,
    row.id AS referral, row.request, row.request_number, row.at, row.organisation, row.responsible,
    pg_temp.key('company', {company_of_partner}) AS company,
    CASE row.request_state WHEN 'presented' THEN 'presented'
        WHEN 'introduced' THEN (ARRAY['introduced', 'not_interested'])[1 + k]
        WHEN 'closed' THEN 'lapsed' ELSE (ARRAY['submitted', 'shortlisted'])[1 + k] END AS state
FROM bench_referral row, generate_series(0, 1) k
WHERE row.state = 'answered';
ANALYZE bench_suggestion;
INSERT INTO requests_suggestion (
    id, referral_id, company_id, state, word, proposed_side, words, advisor_words,
    introduction_words, introduction_words_for_candidate, score, reasons, reason, reason_words,
    proposed_at, asked_at, submitted_at, presented_at, introduced_at, named_at_end,
    may_be_requester, handed_over_before)
SELECT id, referral, company, state, CASE WHEN number %% 2 = 0 THEN 'agreed' ELSE 'not_asked' END,
    'partner', 'Makes such parts and speaks English.', 'Fits your need.', '', '', 71, '[]', '', '',
    at + interval '6 days', CASE WHEN number %% 2 = 0 THEN at + interval '6 days' END,
    at + interval '8 days',
    CASE WHEN state IN ('presented', 'introduced', 'not_interested')
        THEN at + interval '10 days' END,
    CASE WHEN state = 'introduced' THEN at + interval '20 days' END, false, false, false
FROM bench_suggestion ON CONFLICT DO NOTHING
""",
    "messages": """
INSERT INTO requests_message (id, request_id, referral_id, thread, side, kind, writer_id, text,
    written_at)
SELECT pg_temp.key('message', made.number * 3 + k), made.id, NULL, 'company',
    CASE k WHEN 1 THEN 'home' ELSE 'company' END, 'message', made.responsible,
    'Thank you, the drawings follow. ' || made.label, made.at + k * interval '1 hour'
FROM bench_request made, generate_series(0, 2) k WHERE made.state <> 'draft';
INSERT INTO requests_message (id, request_id, referral_id, thread, side, kind, writer_id, text,
    written_at)
SELECT pg_temp.key('referral-message', number), request, id, 'referral', 'partner', 'message',
    responsible, 'We look among our companies and answer next week.', at + interval '5 days'
FROM bench_referral;
CREATE TEMPORARY TABLE bench_file AS SELECT number, pg_temp.key('file', number) AS id, at,
    made.id AS request, responsible
FROM bench_request made WHERE number %% 3 = 0 AND state <> 'draft';
INSERT INTO files_storedfile (id, sha256, size, media_type, extension, original_name, language,
    created_at, uploaded_by_id, cleaned, uncleanable, uncleanable_details)
SELECT id, md5(number::text), 100000, 'application/pdf', 'pdf', 'drawing' || number || '.pdf', '',
    at, responsible, true, '', '{{}}' FROM bench_file;
INSERT INTO requests_attachment (id, request_id, referral_id, thread, side, file_id, message_id,
    added_at, added_by_id)
SELECT pg_temp.key('attachment', number), request, NULL, 'company', 'company', id, NULL, at,
    responsible FROM bench_file
""",
    "activities": """
INSERT INTO activities_activity (verb, subject_kind, subject_id, context_kind, context_id,
    happened_at, actor_id, acting_organisation_id, on_behalf, said_how, channel, from_state,
    to_state, audiences, data)
SELECT verb, 'request', made.id, 'request', made.id, made.at + k * interval '1 day',
    made.responsible, made.home, false, '', 'page', '', '', ARRAY['company', 'home'], '{{}}'
FROM bench_request made, unnest(ARRAY['submit', 'take', 'qualify', 'forward']) WITH ORDINALITY
    AS done (verb, k)
WHERE made.state <> 'draft' AND (k = 1 OR made.state NOT IN ('submitted', 'declined'));
INSERT INTO activities_activity (verb, subject_kind, subject_id, context_kind, context_id,
    happened_at, actor_id, acting_organisation_id, on_behalf, said_how, channel, from_state,
    to_state, audiences, data)
SELECT verb, 'referral', row.id, 'request', row.request, row.at + (3 + k) * interval '1 day',
    row.responsible, row.organisation, false, '', 'page', '', '',
    ARRAY['home', 'referral:' || row.id],
    jsonb_build_object('organisation', row.organisation, 'referral', row.id)
FROM bench_referral row, unnest(ARRAY['accept', 'answer']) WITH ORDINALITY AS done (verb, k)
WHERE row.state <> 'sent'
""",
    "disclosures": """
INSERT INTO activities_activity (id, verb, subject_kind, subject_id, context_kind, context_id,
    happened_at, on_behalf, said_how, channel, from_state, to_state, audiences, data)
OVERRIDING SYSTEM VALUE VALUES (0, 'forward', 'request', gen_random_uuid(), 'request',
    gen_random_uuid(), now(), false, '',
    'page', '', '', '{{}}', '{{}}');
INSERT INTO disclosure_disclosure (id, company_id, subject_kind, fields, to_organisation_id,
    audience_kind, ground, case_id, origin_kind, origin_id, activity_id, disclosed_at)
SELECT pg_temp.key('disclosure', row.number), made.company, '', ARRAY['brief'],
    row.organisation, '', 'forward', row.request, 'referral', row.id, 0, row.at + interval '3 days'
FROM bench_referral row JOIN bench_request made ON made.number = row.request_number;
INSERT INTO disclosure_disclosure (id, company_id, subject_kind, fields, to_organisation_id,
    to_company_id, audience_kind, ground, case_id, origin_kind, origin_id, activity_id,
    disclosed_at)
SELECT pg_temp.key('disclosure-of-name', row.number * 2 + k), row.company, '', ARRAY['name'],
    CASE k WHEN 0 THEN made.home END, CASE k WHEN 1 THEN made.company END,
    '', 'agree', row.request, 'suggestion', row.id, 0, row.at + interval '7 days'
FROM bench_suggestion row JOIN bench_request made ON made.number = row.request_number,
    generate_series(0, 1) k
WHERE row.number %% 2 = 0 AND EXISTS (SELECT FROM requests_suggestion kept WHERE kept.id = row.id);
INSERT INTO disclosure_disclosure (id, company_id, subject_kind, fields, to_organisation_id,
    to_company_id, audience_kind, ground, case_id, origin_kind, origin_id, activity_id,
    disclosed_at)
SELECT pg_temp.key('introduction', row.number * 4 + k),
    CASE WHEN k < 2 THEN row.company ELSE made.company END, '', ARRAY['name', 'contact'],
    CASE k WHEN 0 THEN made.home WHEN 2 THEN row.organisation END,
    CASE k WHEN 1 THEN made.company WHEN 3 THEN row.company END,
    '', 'introduced', row.request, 'suggestion', row.id, 0, row.at + interval '20 days'
FROM bench_suggestion row JOIN bench_request made ON made.number = row.request_number
    JOIN requests_suggestion kept ON kept.id = row.id AND kept.state = 'introduced'
    CROSS JOIN generate_series(0, 3) k
""",
    "notices": """
INSERT INTO notifications_notice (id, occasion, recipient, kind, person_id, hat_id, address,
    language, case_id, subject_id, created_at, channel, read_at)
SELECT pg_temp.key('notice', made.number * 5 + k), 'request:' || k || ':' || made.id,
    'person:' || person.id, 'request.submit.home_desk', person.id, made.home, '', 'en', made.id,
    made.id, made.at + k * interval '1 day', 'portal',
    CASE WHEN made.number %% 5 < 3 THEN made.at + interval '2 days' END
FROM bench_request made, generate_series(0, 3) k,
LATERAL (SELECT CASE WHEN k = 0 AND made.home_number = 1 THEN pg_temp.key('staff', 2)
    ELSE made.responsible END AS id) person
WHERE made.state <> 'draft';
INSERT INTO notifications_notice (id, occasion, recipient, kind, person_id, hat_id, address,
    language, case_id, subject_id, created_at, channel, read_at)
SELECT pg_temp.key('referral-notice', row.number), 'referral:' || row.id,
    'person:' || row.responsible, 'request.forward.partner', row.responsible, row.organisation, '',
    'en', row.request, row.id, row.at + interval '3 days', 'portal',
    CASE WHEN row.number %% 5 < 3 THEN row.at + interval '4 days' END
FROM bench_referral row
""",
    "vectors of needs": """
INSERT INTO matching_needtext (text_hash, text, language, lasting)
SELECT need_hash, title, 'en', true FROM requests_brief;
INSERT INTO matching_needvector (need_id, model_id, vector)
SELECT need_hash, %(model)s, near.vector FROM requests_brief
JOIN bench_vector near ON near.number = 1 + (abs(hashtext(need_hash)::bigint) %% 2000)
""",
}
TEXT = (
    "'We look for a partner: ' || label || '. Some ' || number % 9000 || ' pieces a year, for our "
    "works in ' || region || '; drawing K' || number || 'Z. We make machines for ' || lower(label) "
    "|| ' and have 60 staff. Delivery from spring on, first samples within three months, prices "
    "fixed for a year.'"
)
