"""A typed city, a shared location or a language becomes a zone."""

import gzip
import math
import re
import tracemalloc
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from hypothesis import assume, given, strategies as st

from content import places
from content.folding import fold
from content.places import city_of_zone, common_zones, find_places, guess_zone, zone_at, zone_by_name
from tests.stopwatch import is_quick

DATA = Path(places.__file__).parent / "places"
PACKED = (DATA / "cities.tsv.gz").read_bytes()
CITIES, OTHERS = (part.splitlines() for part in gzip.decompress(PACKED).decode().split("\n\n"))


@pytest.mark.parametrize(
    ("typed", "name", "zone"),
    [
        ("leeds", "Leeds", "Europe/London"),
        ("LEEDS", "Leeds", "Europe/London"),
        ("Leeds, UK", "Leeds", "Europe/London"),
        ("leeds, yorkshire", "Leeds", "Europe/London"),
        ("sao paulo", "São Paulo", "America/Sao_Paulo"),
        ("Zürich", "Zürich", "Europe/Zurich"),
        ("zurich", "Zürich", "Europe/Zurich"),
        ("Zuerich", "Zürich", "Europe/Zurich"),
        ("Muenchen", "Munich", "Europe/Berlin"),
        ("München", "Munich", "Europe/Berlin"),
        ("Köln", "Köln", "Europe/Berlin"),
        ("Cologne", "Köln", "Europe/Berlin"),
        ("Wien", "Vienna", "Europe/Vienna"),
        ("Lisboa", "Lisbon", "Europe/Lisbon"),
        ("Den Haag", "The Hague", "Europe/Amsterdam"),
        ("kiev", "Kyiv", "Europe/Kyiv"),
        ("Київ", "Kyiv", "Europe/Kyiv"),
        ("東京", "Tokyo", "Asia/Tokyo"),
        ("san francisco ca", "San Francisco", "America/Los_Angeles"),
        ("Portland, Maine", "Portland", "America/New_York"),
        ("portland me", "Portland", "America/New_York"),
        ("Paris, Texas", "Paris", "America/Chicago"),
        ("london ontario", "London", "America/Toronto"),
        ("london", "London", "Europe/London"),
        ("naples", "Naples", "Europe/Rome"),
        ("st louis", "St. Louis", "America/Chicago"),
        ("NYC", "New York City", "America/New_York"),
        ("I live in New York", "New York City", "America/New_York"),
        ("londn", "London", "Europe/London"),
        ("barcelon", "Barcelona", "Europe/Madrid"),
        ("amsterdm", "Amsterdam", "Europe/Amsterdam"),
        ("stuttgrad", "Stuttgart", "Europe/Berlin"),
        ("copenhaguen", "Copenhagen", "Europe/Copenhagen"),
        ("Leads", "Leeds", "Europe/London"),
        ("germany", "Berlin", "Europe/Berlin"),
        ("uk", "London", "Europe/London"),
        ("texas", "Houston", "America/Chicago"),
    ],
)
def test_the_first_city_found_is_the_one_meant(typed: str, name: str, zone: str) -> None:
    found = find_places(typed)
    assert found, "nothing found"
    assert (found[0].name, found[0].zone) == (name, zone)


@pytest.mark.parametrize(
    "typed", ["", " ", "\0", "😀", "no", "yes", "in", "sdkfjhskdfjh", "???", ",,,", "\ud800"]
)
def test_what_is_no_city_finds_nothing(typed: str) -> None:
    assert find_places(typed) == ()


def test_a_name_in_several_zones_gives_one_place_for_each() -> None:
    found = find_places("Springfield")
    assert [place.zone for place in found] == ["America/Chicago", "America/New_York", "America/Los_Angeles"]
    assert found[0].label == "Springfield, Missouri"
    assert len(find_places("Springfield", limit=2)) == 2


def test_a_country_with_several_zones_gives_its_largest_city_in_each() -> None:
    zones = [place.zone for place in find_places("USA")]
    assert zones[:3] == ["America/New_York", "America/Los_Angeles", "America/Chicago"]
    assert len(set(zones)) == 5
    assert {place.country for place in find_places("germany")} == {"DE"}


def test_a_name_with_its_country_is_not_the_beginning_of_another() -> None:
    assert [place.name for place in find_places("Bath, UK")] == ["Bath"]


def test_a_label_tells_two_of_a_name_apart() -> None:
    assert find_places("leeds")[0].label == "Leeds, England"
    assert find_places("zurich")[0].label == "Zürich, Switzerland"


def test_a_city_called_so_goes_before_one_also_called_so() -> None:
    assert [place.name for place in find_places("newcastle")][-1] == "Newcastle upon Tyne"


@given(st.sampled_from(CITIES))
def test_every_city_is_found_by_its_name_and_country(line: str) -> None:
    _, name, country, _, zone, _ = line.split("\t")
    found = find_places(f"{name}, {country}", limit=50)
    assert zone in {place.zone for place in found}


BIG_CITIES = [
    line for line in CITIES if int(line.rpartition("\t")[2]) >= 500 and re.match(r"[a-z]{6,30}\t", line)
]


@given(st.sampled_from(BIG_CITIES), st.data())
def test_one_slip_of_the_finger_in_a_big_city_is_mended(line: str, data: st.DataObject) -> None:
    folded, name, *_ = line.split("\t")
    at = data.draw(st.integers(1, len(folded) - 2))
    slip = folded[:at] + folded[at + 1 :]
    assume(not any(other.startswith(slip) for other in (*CITIES, *OTHERS)))  # the beginning of another name
    assert name in {place.name for place in find_places(slip, limit=50)}, slip


@given(st.text(max_size=10_000))
def test_any_text_is_harmless(text: str) -> None:
    assert is_quick(lambda: (find_places(text), zone_by_name(text), guess_zone(text)), 0.5)


@pytest.mark.parametrize("text", ["x" * 10_000, "a " * 5_000, "a," * 5_000, "ﷺ" * 10_000, "san " * 2_500])
def test_long_text_is_quick(text: str) -> None:
    assert is_quick(lambda: find_places(text), 0.2)


def test_the_lists_load_quickly_and_stay_small() -> None:
    def load() -> None:
        places._cities.cache_clear()
        places._areas.cache_clear()
        places._cities()
        places._areas()

    assert is_quick(load, 0.25)
    tracemalloc.start()
    try:
        load()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 4_000_000


def test_every_zone_in_the_lists_exists() -> None:
    known = available_timezones()
    assert {line.split("\t")[4] for line in CITIES} <= known
    assert set(common_zones()) <= known
    assert set(places._languages().likely.values()) <= known
    assert len(set(common_zones())) == len(common_zones())


def test_the_lists_are_sorted_folded_and_whole() -> None:
    assert sorted(CITIES) == CITIES
    assert sorted(OTHERS) == OTHERS
    assert all(fold(line.split("\t")[1]) == line.split("\t")[0] for line in CITIES[::50])
    cities = {(folded, country) for folded, _, country, *_ in (line.split("\t") for line in CITIES)}
    assert all(tuple(line.split("\t")[1:]) in cities for line in OTHERS)


def test_the_packed_list_holds_no_clock() -> None:
    assert PACKED[4:8] == b"\0\0\0\0"


def test_the_maker_of_the_data_is_named() -> None:
    licence = (DATA / "LICENSE.md").read_text()
    assert "GeoNames" in licence
    assert "Creative Commons Attribution 4.0" in licence


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (53.8, -1.55, "Europe/London"),
        (-33.87, 151.2, "Australia/Sydney"),
        (0, -30, None),
        (91, 0, None),
        (0, 181, None),
        (math.nan, 0, None),
        (math.inf, math.inf, None),
    ],
)
def test_a_location_has_a_zone_but_the_sea_has_none(
    latitude: float, longitude: float, zone: str | None
) -> None:
    assert zone_at(latitude, longitude) == zone


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" AMERICA/NEW YORK ", "America/New_York"),
        ("utc", "UTC"),
        ("est", None),  # an American winter without its summer
        ("localtime", None),
        ("europe", None),
        ("Europe/Nowhere", None),
        ("", None),
    ],
)
def test_a_zone_is_known_by_its_name_in_any_case(typed: str, zone: str | None) -> None:
    assert zone_by_name(typed) == zone


@pytest.mark.parametrize(
    ("zone", "city"),
    [
        ("Europe/London", "London"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_city(zone: str, city: str) -> None:
    assert city_of_zone(zone) == city


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("en", "Europe/London"),
        ("en-US", "America/New_York"),
        ("pt-br", "America/Sao_Paulo"),
        ("pt", "Europe/Lisbon"),
        ("de", "Europe/Berlin"),
        ("de-li", "Europe/Berlin"),
        ("no", "Europe/Oslo"),
        ("xx", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_guesses_a_zone(code: str | None, zone: str | None) -> None:
    assert guess_zone(code) == zone
