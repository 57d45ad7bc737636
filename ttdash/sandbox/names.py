"""The parts that invented customers are made of. Any likeness to a real firm is chance."""

import re
from typing import NamedTuple


class Town(NamedTuple):
    """Where a customer can be."""

    zip_code: str
    city: str
    dialling_code: str
    country: str


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", "|").split("|")]


def _words(text: str) -> list[str]:
    return text.split()


def _towns(country: str, text: str) -> list[Town]:
    rows = [re.fullmatch(r"(\d+) (.+) (\d+)", row) for row in _listed(text)]
    return [Town(row[1], row[2], row[3], country) for row in rows if row]


AT_HOME = _towns(
    "AT",
    """1010 Wien 1|1070 Wien 1|1220 Wien 1|4020 Linz 732|5020 Salzburg 662|6020 Innsbruck 512|8010 Graz 316
    9020 Klagenfurt am Wörthersee 463|9500 Villach 4242|6900 Bregenz 5574|6850 Dornbirn 5572|6800 Feldkirch 5522
    3100 St. Pölten 2742|7000 Eisenstadt 2682|4600 Wels 7242|4400 Steyr 7252|2700 Wiener Neustadt 2622
    3500 Krems an der Donau 2732|8700 Leoben 3842|6330 Kufstein 5372|4840 Vöcklabruck 7672|5700 Zell am See 6542
    2340 Mödling 2236|3300 Amstetten 7472|9900 Lienz 4852|4810 Gmunden 7612|8605 Kapfenberg 3862""",
)
ABROAD = _towns(
    "DE",
    """80331 München 89|10115 Berlin 30|20095 Hamburg 40|50667 Köln 221|94032 Passau 851|83022 Rosenheim 8031
    90402 Nürnberg 911|70173 Stuttgart 711|93047 Regensburg 941""",
) + _towns("CH", "8001 Zürich 44|9000 St. Gallen 71|3011 Bern 31|6003 Luzern 41|7000 Chur 81")

STREETS = _listed(
    """Hauptstraße|Bahnhofstraße|Mühlgasse|Kirchenplatz|Lindenallee|Am Stadtpark|Schulgasse|Industriestraße|Seeufer
    Ringstraße|Feldweg|Sonnenhang|Kaiser-Josef-Platz|Wiesengrund|An der Brücke|Schloßberggasse|Gewerbepark Süd
    Dr.-Karl-Böhm-Straße|Färbergasse|Untere Zeile"""
)
ADDITIONS = ["Stiege 2, Tür 14", "3. Stock", "Hinterhaus", "Top 7", "c/o Hausverwaltung Grünwald", "Tor 4, Halle B"]

SURNAMES = _words(
    """Huber Gruber Müller Steiner Moser Hofer Berger Eder Fischer Schmid Winkler Weber Schwarz Maier Reiter Lang
    Fuchs Egger Aigner Brunner Auer Lehner Haas Wallner Pichler Böhm Schöpf Jäger Köck Strasser Grünwald Hölzl Ortner
    Kröll Stöckl Plöchl Rößler Weiß Groß Süß Žižek Novák Horváth Šimić Kovačević Lindner Rüegg Bürki Zürcher
    Oberhauser Unterkofler Mitterlehner Hinterstoisser"""
)
FIRST_NAMES = _words(
    """Anna Eva Maria Sabine Birgit Jürgen Günther Björn Lukas Katharina Elisabeth Johannes Stefan René Zoë Çiğdem
    Andreas Michaela Ömer Franziska Hans-Peter Anna-Lena Léonie Markus"""
)
TITLES = ["", "", "", "", "", "", "Mag. ", "Dr. ", "DI ", "Ing. ", "Mag. (FH) ", "Univ.-Prof. Dr. "]

TRADES = _listed(
    """Tischlerei|Elektrotechnik|Malerei|Spenglerei|Bäckerei|Gärtnerei|Druckerei|Autohaus|Zimmerei|Installationen
    Glaserei|Fleischerei|Konditorei|Reisebüro|Hausverwaltung|Steuerberatung|Apotheke|Optik|Metallbau|Holzhandel
    Werbeagentur|Transporte|Weingut|Buchhandlung|Fahrschule|Rechtsanwaltskanzlei"""
)
REGIONS = _words("Tiroler Kärntner Wachauer Mühlviertler Vorarlberger Allgäuer Engadiner Grazer Oberländer")
INDUSTRIES = ["Seilbahnen", "Stahlbau", "Energieversorgung", "Molkerei", "Lebensmittelgroßhandel", "Kunststofftechnik"]
FORMS = ["GmbH", "GmbH", "GmbH", "Ges.m.b.H.", "KG", "e.U.", "OG", "GmbH & Co. KG"]

LONG_NAMES = [
    "Gemeinnützige Wohnbau- und Siedlungsgenossenschaft der Angestellten im Bezirk Vöcklabruck reg. Gen.m.b.H.",
    "Verein zur Förderung der zeitgenössischen Volksmusik und des überlieferten Handwerks im Oberen Mühlviertel",
    "Wassergenossenschaft Hinterstoder-Vorderstoder",
    "Marktgemeinde Sankt Wolfgang im Übersee",
    "Bezirksabfallverband Grieskirchen-Süd",
    "Österreichisch-Schweizerische Gesellschaft für Lärmschutz, Schwingungstechnik und angewandte Akustik AG",
    "Pfarrcaritas-Kindergarten „Löwenzahn“",
    "Freiwillige Feuerwehr Öd bei Amstetten",
    "Arbeitsgemeinschaft Umfahrung Nord – Tiefbau Böhm / Straßenbau Kröll / Vermessung Žižek",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
]

NOTES = [
    "Zahlt pünktlich.",
    "Rechnung immer an die Buchhaltung,\nnicht an die Ansprechperson.",
    "Nur vormittags erreichbar.\r\nIm August Betriebsurlaub.\r\n\r\nParkplatz im Hof.",
    "Rahmenvertrag bis Jahresende:\n- Wartung 2× im Jahr\n- Anfahrt pauschal\n- Notdienst nach Aufwand",
    "Skonto 3 % bei Zahlung binnen 7 Tagen.",
    "Bestellnummer auf jede Rechnung!\r\nSonst kommt sie zurück.",
]
COLORS = ["#1F77B4", "#FF7F0E", "#2CA02C", "#D62728", "#9467BD", "#8C564B", "#e377c2", "#7f7f7f", "#BCBD22", "#17BECF"]
