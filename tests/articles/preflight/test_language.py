"""Rules about how words read: what they mark, what they leave alone, and what a click mends."""

from __future__ import annotations

import time

import pytest

from articles.preflight import Level
from articles.preflight.language import (
    CHECKS,
    abbreviations_are_spelled_out,
    passives_stand_alone,
    sentences_are_short,
    spelling_is_of_one_country,
    words_respect_people,
)
from tests.articles.preflight.words import FDA, MS, draft, found, mends, quotes, therapy
from therapies.models import Condition

AHSCT = therapy("Autologous hematopoietic stem cell transplantation", "AHSCT")


def test_all_rules_of_language_are_advice():
    assert {level for check in CHECKS for level in check.rules.values()} == {Level.ADVICE}


# --- Sentences


def test_a_sentence_of_more_than_35_words_is_pointed_at():
    long, short = "Word " + "word " * 34 + "end.", "Word " + "word " * 33 + "end."
    assert [one.message for one in found(sentences_are_short, f"It is so. {long}", short)] == [
        "This sentence has 36 words; readers lose the thread."
    ]


def test_three_passive_sentences_in_a_row_are_a_heap():
    text = "The cells were collected. They are then often frozen. They were given back. Good."
    [finding] = found(passives_stand_alone, text)
    assert finding.quote == "were collected"
    assert finding.message.startswith(
        "3 of 4 sentences here are passive (“were collected”, “are then often frozen”, "
    )


@pytest.mark.parametrize(
    "text",
    [
        "The cells were collected. Doctors froze them. They were given back.",
        "People are tired. They are interested in walking. They are married.",
        "The cells were collected. They were frozen.",
        "",
    ],
)
def test_single_passives_and_adjectives_are_no_heap(text):
    assert found(passives_stand_alone, text) == []


# --- Abbreviations


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("An EEG may follow.", "EEG"),
        ("Ask about DMTs.", "DMTs"),
        ("It is anti-TNF therapy.", "TNF"),
        ("The EDSS score rose.", "EDSS"),
        ("In MSCs it was seen.", "MSCs"),
        ("Take an NSAID.", "NSAID"),
    ],
)
def test_an_abbreviation_that_is_not_explained_is_marked(text, quote):
    [finding] = found(abbreviations_are_spelled_out, text)
    assert finding.quote == quote
    assert finding.mend is None


@pytest.mark.parametrize(
    "text",
    [
        "People with MS ask the FDA about MRI and DNA.",
        "A disease-modifying therapy (DMT) helps. A DMT is a drug. DMTs are drugs.",
        "An EEG (electroencephalogram) may follow. The EEG is quick.",
        "Transplants of one’s own cells, called AHSCT, are studied. AHSCT is hard.",
        "A transplant of stem cells (AHSCT/HSCT) is hard. HSCT and AHSCT differ.",
        "The odds [95% confidence interval (CI) 1 to 2] were low. The CI is wide.",
        "EDSS stands for Expanded Disability Status Scale. EDSS rises.",
        "Disease-modifying therapies, or DMTs, help. A DMT is a drug.",
        "Mutations in the BRCA and KRAS genes were found. KRAS is active.",
        "Raynaud (ray-NOHZ) and G-CSF. A trial called the CHOP-OR study.",
        "Say arrhythmia (ah-RITH-me-ah). Call 1-800-QUIT-NOW. You CAN change.",
        "Parts II, III and IV. Vitamin K. CD34 and IL-2. COVID-19. Dr. McDonald.",
        "See www.NINDS.org or write to me@EEG.com.",
        "WHAT TO ASK YOUR DOCTOR ABOUT EEG",
        "The trial called MIST took in 110 people. MIST ended.",
        "Kaler SG, Burt RK.",
        "U.S. agencies and Ph.D. students.",
        "A PET scan (positron emission tomography scan) is quick. PET is safe.",
    ],
)
def test_known_explained_and_named_things_are_left_alone(text):
    assert found(abbreviations_are_spelled_out, text) == []


def test_an_abbreviation_is_marked_once_at_its_first_use():
    assert quotes(found(abbreviations_are_spelled_out, "An EEG, then an EEG.", "One EEG.")) == [
        "EEG"
    ]


def test_what_the_text_explains_too_late_is_mended_from_the_text():
    [finding] = found(
        abbreviations_are_spelled_out,
        "MSCs are cells.",
        "They are mesenchymal stem cells (MSCs).",
    )
    assert "only further down" in finding.message
    assert finding.mend
    assert finding.mend.text == "Mesenchymal stem cells (MSCs)"


@pytest.mark.parametrize(
    ("first", "later", "mend"),
    [
        ("Some take MSCs.", "Mesenchymal stem cells (MSCs) grow.", "mesenchymal stem cells (MSCs)"),
        ("“MSCs” grow.", "Mesenchymal stem cells (MSCs) grow.", "Mesenchymal stem cells (MSCs)"),
        ("They rate the EDSS.", "Expanded Disability Status Scale (EDSS).",
         "Expanded Disability Status Scale (EDSS)"),
        ("They rate EDSS.", "The Expanded disability status scale (EDSS) is used.",
         "Expanded disability status scale (EDSS)"),
        ("Ask of GBS.", "Guillain-Barré syndrome (GBS) is rare.", "Guillain-Barré syndrome (GBS)"),
        ("An MSC grows.", "Mesenchymal stem cells (MSCs) grow.", ""),
        ("They saw a MSC grow.", "Mesenchymal stem cells (MSCs) grow.", ""),
        ("They try MSC-based care.", "Mesenchymal stem cells (MSCs) grow.", ""),
        ("It is the MSC’s wall.", "Mesenchymal stem cells (MSCs) grow.", ""),
        ("It is the MSC's wall.", "Mesenchymal stem cells (MSCs) grow.", ""),
        ("It is the MSCs’ wall.", "Mesenchymal stem cells (MSCs) grow.", ""),
    ],
)  # fmt: skip
def test_a_long_form_is_offered_only_where_it_fits_the_sentence(first, later, mend):
    [finding] = found(abbreviations_are_spelled_out, first, later)
    assert (mends([finding]), "only further down" in finding.message) == ([mend], True)


def test_a_heading_explains_but_is_not_asked_to():
    html = "<h2>EEG</h2><h3>Confidence interval (CI)</h3><p>The CI was wide.</p>"
    assert found(abbreviations_are_spelled_out, html=html) == []


def test_records_know_long_forms():
    eczema = Condition(name="Relapsing ophthalmic eczema", slug="re", abbreviation="ROE")
    text = "Is AHSCT right for ROE? Ask the EMA."
    findings = found(abbreviations_are_spelled_out, text, subject=eczema, known=[AHSCT])
    assert quotes(findings) == ["AHSCT", "ROE", "EMA"]
    assert mends(findings) == [
        "autologous hematopoietic stem cell transplantation (AHSCT)",
        "relapsing ophthalmic eczema (ROE)",
        "",
    ]


def test_takeaways_are_read_before_the_body():
    findings = list(
        abbreviations_are_spelled_out(
            draft("The Expanded Disability Status Scale (EDSS).", key_takeaways=("EDSS rose.",))
        )
    )
    assert [finding.place.field for finding in findings] == ["key_takeaways"]
    assert mends(findings) == ["Expanded Disability Status Scale (EDSS)"]


# --- Spelling


@pytest.mark.parametrize(
    ("text", "stray", "mend"),
    [
        ("Hematopoietic. Hematopoietic. Haematopoietic.", "Haematopoietic", "Hematopoietic"),
        ("The tumour, the oedema and a tumor.", "tumor", "tumour"),
        ("It colors and flavors; it is grey.", "grey", "gray"),
        ("We analysed the fibre. We analyzed.", "analyzed", "analysed"),
        ("Anemia and diarrhea, leukaemia.", "leukaemia", "leukemia"),
        ("They randomised, then organized and recognized.", "randomised", "randomized"),
        ("Counseling and labeling at a centre.", "centre", "center"),
        ("The pediatric ward, a randomised trial, pediatric care.", "randomised", "randomized"),
    ],
)  # fmt: skip
def test_the_less_frequent_spelling_is_marked_and_mended(text, stray, mend):
    findings = found(spelling_is_of_one_country, text)
    assert (quotes(findings), mends(findings)) == ([stray], [mend])


@pytest.mark.parametrize(
    "text",
    [
        "The tumour and haematopoietic cells were randomized; they were organized.",
        "The tumor was analyzed; they randomized.",
        "The tumor. She wrote in the British Journal of Haematology and the Centre for Ageing.",
        "The tumor. It said “a tumour of the colour grey”.",
        "The tumor, see https://example.org/tumour and www.haematology.org.",
        "The tumor. Haemophilus influenzae and Neisseria gonorrhoeae.",
        "The tumour and the fetus. Exercise, disease and advice. Otherwise, analyses.",
        "The gastroesophageal tumor. Chemotherapy, them, hemisphere, academic, systemic.",
        "Tumor, labor and a visit to the Centre.",
        "",
    ],
)
def test_one_spelling_names_and_quotations_are_left_alone(text):
    assert found(spelling_is_of_one_country, text) == []


def test_a_word_form_is_marked_once_and_counted():
    [finding] = found(spelling_is_of_one_country, "tumor " * 3, "tumour. The tumour.")
    assert "“tumour” (2 times) is the British spelling" in finding.message
    assert "such as “tumor”" in finding.message


def test_the_articles_language_decides_which_spelling_prevails():
    text = "Tumor, tumor and tumour."
    assert quotes(found(spelling_is_of_one_country, text)) == ["tumour"]
    assert quotes(found(spelling_is_of_one_country, text, language="en-GB")) == ["Tumor"]


# --- Respect


@pytest.mark.parametrize(
    ("text", "quote", "mend"),
    [
        ("People suffering with MS ask.", "suffering with", "living with"),
        ("She suffers from migraine.", "suffers from", "has"),
        ("MS sufferers ask.", "MS sufferers", "People with MS"),
        ("(MS sufferers ask.)", "MS sufferers", "People with MS"),
        ("Ask MS sufferers.", "MS sufferers", "people with MS"),
        (
            "Lupus and Parkinson’s sufferers ask.",
            "Parkinson’s sufferers",
            "people with Parkinson’s",
        ),
        ("Parkinson’s sufferers ask.", "Parkinson’s sufferers", "People with Parkinson’s"),
        ("It helped an MS sufferer.", "an MS sufferer", "a person with MS"),
        ("Many sufferers ask.", "sufferers", ""),
        ("Multiple sclerosis sufferers ask.", "sufferers", ""),
        ("It is common in the elderly.", "the elderly", "older adults"),
        ("Ramps help the disabled.", "the disabled", "disabled people"),
        ("He was an addict.", "addict", ""),
        ("He committed suicide.", "committed suicide", "died by suicide"),
        ("She was a victim of MS.", "victim of", ""),
        ("He was confined to a wheelchair.", "confined to a wheelchair", ""),
        ("Wheelchair-bound people came.", "Wheelchair-bound", ""),
        ("Diabetics need care.", "Diabetics", "People with diabetes"),
        ("It harms schizophrenics.", "schizophrenics", "people with schizophrenia"),
        ("An obese person came.", "An obese person", "A person with obesity"),
        ("Diabetic patients came.", "Diabetic patients", "Patients with diabetes"),
        ("Patients who failed treatment came.", "Patients who failed treatment", ""),
    ],
)
def test_words_that_slight_people_are_marked(text, quote, mend):
    findings = found(words_respect_people, text)
    assert (quotes(findings), mends(findings)) == ([quote], [mend])


@pytest.mark.parametrize(
    "text",
    [
        "Elderly people and the elderly patient live with MS.",
        "The blind spot grew. The deaf community met.",
        "The trial suffers from bias. The studies suffered from small sample sizes.",
        "She survived as a victim of violence, or victims of a car crash.",
        "Alcoholics Anonymous helps.",
        "Do not say “MS sufferer” or “committed suicide”.",
        "It was formerly called mental retardation.",
        "There was pain and the suffering from it.",
        "Alcoholic hepatitis, diabetic ketoacidosis and obese mice.",
        "An addictive drug; addiction medicine; drug use.",
        "A diabetic diet is dull.",
        "",
    ],
)
def test_other_meanings_names_and_words_that_are_spoken_of_are_left_alone(text):
    assert found(words_respect_people, text) == []


def test_a_quotation_keeps_its_words():
    html = "<blockquote><p>I suffer from MS and my tumour.</p></blockquote><p>A tumor, an MRI.</p>"
    assert [one for check in CHECKS for one in found(check, html=html)] == []


# --- All together


@pytest.mark.parametrize(
    "text",
    [
        "A" * 50_000,
        "(A" * 10_000,
        "A-" * 20_000,
        "was " * 20_000,
        "AB (CD " * 5_000,
        "the obese or " * 5_000,
        "“" * 20_000,
        "a.b@" * 10_000,
        "Word of the " * 8_000,
    ],
)
def test_hostile_text_is_read_in_time(text):
    written = draft(text)
    begun = time.process_time()
    for check in CHECKS:
        list(check(written))
    assert time.process_time() - begun < 5


def test_words_that_rules_know_are_those_of_records_not_of_code():
    assert FDA.abbreviation and MS.abbreviation
    assert found(abbreviations_are_spelled_out, "The FDA and MS.", subject=MS) == []
