"""Names compared, and what TimeTrack is asked for to find those that are alike.

Legal forms are those of ISO 20275 (GLEIF's list of entity legal forms, version 1.5) unless a row names the law that
they are of; the spellings beside them leave out or put in points, blanks and capitals.
"""

import pytest

from clients_ui.client.names import folded, search_run

FORMS = [
    # Austria
    ("GmbH", "gmbh", "G.m.b.H.", "G. m. b. H.", "Ges.m.b.H.", "Ges. m. b. H.", "GesmbH", "Gesellschaft m.b.H."),
    ("Gesellschaft mit beschränkter Haftung", "GESELLSCHAFT MIT BESCHRÄNKTER HAFTUNG"),
    ("FlexCo", "Flex Co", "FlexKapG", "Flexible Kapitalgesellschaft"),  # FlexKapGG § 2, since 2024
    ("OG", "O.G.", "KG", "K. G.", "KEG", "OEG", "Offene Gesellschaft"),
    ("GesbR", "Ges.b.R.", "Ges. b. R.", "GesnbR"),
    ("eGen", "e. Gen.", "eGenmbH", "reg. Gen. m. b. H."),  # GenG § 4
    ("e.U.", "e. U.", "eU", "E.U.", "eingetragener Unternehmer"),  # UGB § 19
    # Germany
    ("AG", "A.G.", "Aktiengesellschaft", "gAG", "InvAG", "REIT-AG"),
    ("PartG mbB", "PartGmbB", "PartG m.b.B.", "Part mbB", "PartG"),
    ("eG", "e.G.", "e. G.", "eingetragene Genossenschaft"),
    ("e.V.", "eV", "e. V.", "eingetragener Verein", "VVaG"),
    ("e.K.", "e. K.", "e.Kfm.", "e. Kffr.", "eingetragene Kauffrau"),
    ("UG (haftungsbeschränkt)", "UG", "UG haftungsbeschraenkt", "gUG"),
    ("GmbH & Co. KG", "GmbH & Co KG", "GmbH und Co. KG", "GmbH u. Co. KG", "GmbH+Co.KG", "Ges.m.b.H. & Co. KG"),
    ("GbR", "eGbR", "OHG", "KGaA", "AG & Co. KGaA", "UG (haftungsbeschränkt) & Co. KG"),  # eGbR: BGB § 707a
    # Switzerland, Liechtenstein
    ("SA", "S.A.", "Sàrl", "S.à r.l.", "S. à. r. l.", "Sagl", "S.a.g.l.", "Kommandit-AG", "KlG"),
    ("Ltd", "Ltd.", "Limited", "PLC", "Trust reg.", "e.Gen."),
    # France, Luxembourg, Belgium, the Netherlands
    ("SAS", "S.A.S.", "S. A. S.", "SARL", "S.A.R.L.", "EURL", "SASU", "SNC", "SCI", "SELARL"),  # Code de commerce
    ("Société à responsabilité limitée", "Societe a responsabilite limitee", "Société anonyme"),
    ("SRL", "BV", "B.V.", "NV", "N.V.", "BVBA", "SPRL", "VZW", "ASBL", "V.O.F.", "Comm.V"),
    ("Coöperatie U.A.", "coöp", "c.v.", "vof", "VvE"),
    # Italy
    ("S.r.l.", "Srl", "S. r. l.", "S.R.L.S.", "S.r.l. semplificata", "S.r.l. unipersonale"),
    ("S.p.A.", "SpA", "S. p. A.", "S.n.c.", "& C. S.n.c.", "S.a.s.", "Soc. Coop.", "Società cooperativa"),
    # Czechia, Slovakia, Poland, Hungary (the first two: zákon o obchodních korporacích; Obchodný zákonník)
    ("s.r.o.", "s. r. o.", "sro", "spol. s r.o.", "a.s.", "akc. spol.", "v.o.s.", "společnost s ručením omezeným"),
    ("Sp. z o.o.", "sp. z o. o.", "Sp.z.o.o.", "SP ZOO", "Sp. z o.o. Sp.k.", "S.K.A.", "Sp.j.", "spółka akcyjna"),
    ("Kft.", "KFT", "Zrt.", "Nyrt.", "Bt.", "Kkt.", "Korlátolt Felelősségű Társaság"),
    # Slovenia, Croatia
    ("d.o.o.", "d. o. o.", "doo", "D.O.O.", "d.d.", "d.n.o.", "j.d.o.o.", "j.t.d.", "k.d.", "s.p."),
    # Nordic and Baltic countries
    ("AB", "Aktiebolag", "AB (publ)", "HB", "Ek. för.", "Oy", "Oyj", "Oy Ab", "Ky", "A/S", "ApS", "I/S", "ASA"),
    ("OÜ", "O.Ü.", "SIA", "UAB"),
    # Iberia, Romania, Bulgaria, Greece
    ("S.L.", "SL", "S.L.U.", "S.L.N.E.", "S. en C.", "Sociedad Limitada", "Lda.", "Unipessoal Lda"),
    ("EOOD", "OOD", "ЕООД", "ООД", "Α.Ε.", "Ε.Π.Ε."),
    # Britain, Ireland, the United States, the European Union
    ("LLC", "L.L.C.", "LLP", "Inc.", "Incorporated", "Corp.", "Co., Ltd.", "DAC", "CLG"),
    ("SE", "S.E.", "SCE", "EWIV", "EEIG", "GEIE", "SE & Co. KGaA"),
]
SPELT = [form for forms in FORMS for form in forms]
SAME = [
    ("Müller GmbH", "müller  gmbh"),
    ("Müller GmbH & Co. KG", "Mueller"),
    ("Müller GmbH, Wien", "Müller Wien"),
    ("Straßen-Bau AG", "Strassenbau"),
    ("Café René", "Cafe Rene e.U."),
    ("Mu\u0308ller", "Müller"),
    ("GmbH", "gmbh"),
    ("Media Markt", "MediaMarkt"),
    ("Media-Markt", "Media Markt GmbH"),
    ("Meier‑Huber", "Meier – Huber"),
    ("D’Angelo", "D'Angelo"),
    ("D`Angelo", "DAngelo"),
    ("Huber & Söhne", "Huber und Söhne"),
    ("Huber + Soehne", "Huber and Söhne"),
    ("Huber&Söhne KG", "HUBER UND SÖHNE"),
    ("Hu\u00adber Gm\u200bbH", "Huber"),
    ("Huber\u00a0GmbH", "Huber"),
    ("SARL Dupont", "Dupont S.A.R.L."),
    ("UAB „Vilnius“", "Vilnius, UAB"),
    ("Oy Karl Fazer Ab", "Karl Fazer"),
    ("Rossi & C. S.n.c.", "Rossi"),
    ("SAS GmbH", "SAS"),
]
OTHERS = [
    ("Müller", "Muller"),
    ("Huber", "Huber Nord"),
    ("Wien AG", "Wiener"),
    ("1. FC", "2. FC"),
    ("AG Huber", "Huber"),
    ("SC Wien", "Wien"),
    ("Agentur Huber", "Entur Huber"),
    ("Sasha", "Ha"),
    ("Hubert", "Huber T.A."),
    ("Undine", "Ine"),
    ("Anders", "Ers"),
    ("SAS", "SARL"),
    ("GmbH", "AG"),
    ("GmbH & Co. KG", "GmbH"),
    ("Vogel", "Vog"),
    ("株式会社", "有限会社"),
]


@pytest.mark.parametrize("form", SPELT)
def test_a_legal_form_makes_no_difference_at_the_end_of_a_name_nor_inside_it(form):
    assert folded(f"Huber Bau {form}") == "huberbau"
    assert folded(f"Huber {form}, Bau") == "huberbau"
    assert folded(f"Huber-Bau {form.upper()}") == "huberbau"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("GmbH", "gmbh"),
        ("Ges. m. b. H.", "gesmbh"),
        ("d. o. o.", "doo"),
        ("Sp. z o.o.", "spzoo"),
        ("SARL", "sarl"),
        ("SAS, SARL", "sas"),
        ("GmbH & Co. KG", "gmbhcokg"),
        ("SE & Co. KGaA", "se"),
    ],
)
def test_a_name_that_consists_of_legal_forms_keeps_the_first(name, kept):
    assert folded(name) == folded(f"{name} Ltd.") == kept


@pytest.mark.parametrize(("one", "other"), SAME)
def test_case_blanks_hyphens_umlauts_and_legal_forms_make_no_difference(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_names_stay_other_names(one, other):
    assert folded(one) != folded(other)


@pytest.mark.parametrize("name", ["株式会社", "!!!", "GmbH", "Ö", "&", "Und", "und and &", "d.o.o.", "Ges.m.b.H."])
def test_every_name_has_something_to_be_compared_and_searched_by(name):
    assert folded(name)
    assert search_run(name)


@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("Müller GmbH", "ller"),
        ("Mueller Ges.m.b.H.", "ller"),
        ("Bäckerei Huber", "ckerei"),
        ("Huber", "uber"),
        ("Köb e.U.", "Köb"),
        ("  Ö  ", "Ö"),
        ("Ö AG Öö", "Öö"),
        ("Media Markt", "edia"),
        ("MediaMarkt", "edia"),
        ("Ost und West", "est"),
        ("Ra Partnerschaftsgesellschaft mbB", "Ra"),
        ("Spol. s r.o. Nova", "pol"),
    ],
)
def test_a_name_is_searched_by_the_longest_run_that_every_spelling_has(name, run):
    assert search_run(name) == run


ACCENTED = ("é", "\u0308", "\u00ad")


@pytest.mark.parametrize(("one", "other"), [pair for pair in SAME if not any(each in pair[0] for each in ACCENTED)])
def test_the_run_of_one_spelling_is_found_in_the_other(one, other):
    assert search_run(one).lower() in other.lower()
