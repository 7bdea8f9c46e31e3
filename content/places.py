"""Where in the world: a typed city, a shared location or a language becomes a time zone, without any network.

Rule: the cities stay the sorted text they are read as, and a lookup bisects it; only what is found is parsed,
so all 34,000 cost 2 MB. The lists are read at the first question, not at the start; `scripts/make_places.py`
makes them.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from gzip import decompress
from pathlib import Path
from typing import NamedTuple
from zoneinfo import available_timezones

from content.folding import fold
from content.reading import ContentError, read_model
from content.shapes import Content

_DATA = Path(__file__).parent / "places"
_READ_AT_MOST = 200  # letters of what was typed; the longest city name has 58
_BIG = 100  # thousands of inhabitants: below, two slips of the finger in one name are not mended
_OTHER_NAME_COUNTS = 0.1  # of the inhabitants: a city called so goes before one also called so
_ALIKE = 0.77  # as difflib measures it: "stuttgrad" and Stuttgart
_LETTERS = "abcdefghijklmnopqrstuvwxyz "
# Zone names that say less than they seem: EST has no summer time, Factory and localtime are nowhere.
_NOT_PLACES = {"EST", "HST", "MST", "Factory", "localtime"}


class Place(Content):
    """A city and its zone."""

    name: str
    country: str  # ISO 3166 code, two letters
    region: str | None  # state, province or nation; only where areas.tsv names them
    zone: str  # IANA name
    population: int  # rounded to thousands

    @property
    def label(self) -> str:
        """'Portland, Oregon' or 'Zürich, Switzerland': enough to tell two of the same name apart."""
        area = self.region or _areas().names.get((self.country, ""), self.country)
        return f"{self.name}, {area}"


class _Areas(NamedTuple):
    names: dict[tuple[str, str], str]  # (country, region or "") -> name
    typed: dict[str, tuple[tuple[str, str], ...]]  # what is typed -> what it may mean; "ca" is two places


class _Lines:
    """Sorted lines of tab-separated columns, kept as one piece of text."""

    def __init__(self, text: bytes) -> None:
        self._text = text  # every line ends with a line feed

    def starting_with(self, start: str) -> Iterator[list[str]]:
        wanted, text = start.encode("utf-8", "replace"), self._text
        low, high = 0, len(text)
        while low < high:  # both always stand at the beginning of a line
            line = text.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = text.index(b"\n", line)
            low, high = (end + 1, high) if text[line:end] < wanted else (low, line)
        while text.startswith(wanted, low):
            end = text.index(b"\n", low)
            yield text[low:end].decode().split("\t")
            low = end + 1

    def holding(self, column: str) -> Iterator[list[str]]:
        """The lines with such a column anywhere: one pass over all of them, some milliseconds."""
        mark = re.escape(f"\t{column}\t".encode())
        for match in re.finditer(rb"^.*" + mark + rb".*$", self._text, re.MULTILINE):
            yield match[0].decode().split("\t")


class _Cities(NamedTuple):
    named: _Lines  # folded name, name, country, region, zone, thousands of inhabitants
    others: _Lines  # folded other name, folded name, country


class _Hit(NamedTuple):
    folded: str
    name: str
    country: str
    region: str
    zone: str
    thousands: int
    rank: float


@cache
def _cities() -> _Cities:
    packed = (_DATA / "cities.tsv.gz").read_bytes()
    named, _, others = decompress(packed).partition(b"\n\n")
    return _Cities(_Lines(named + b"\n"), _Lines(others))


@cache
def _areas() -> _Areas:
    names: dict[tuple[str, str], str] = {}
    typed: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in (_DATA / "areas.tsv").read_text("utf-8").splitlines():
        country, region, name, words = line.split("\t")
        names[country, region] = name
        for word in words.split("|"):
            typed[word] = (*typed.get(word, ()), (country, region))
    return _Areas(names, typed)


def find_places(text: str, limit: int = 5) -> tuple[Place, ...]:
    """The cities a runner may mean, likeliest first, one for each name, country and zone; () when none."""
    text = text[:_READ_AT_MOST]
    asked, area = _name_and_area(text)
    whole = fold(text)
    if not whole:
        return ()
    hits: Iterable[_Hit]
    for hits in _attempts(whole, asked, area):
        if places := _distinct(hits, limit):
            return places
    return ()


def _attempts(whole: str, asked: str, area: tuple[tuple[str, str], ...]) -> Iterator[Iterable[_Hit]]:
    """Ways to read the text, surest first; each is looked up only when those before it found nothing."""
    yield [*_main_cities(whole), *_named(whole)]
    if area:
        yield _within(_named(asked), area)
        yield _within(_beginning_with(asked), area)
        yield _within(_misspelt(asked), area)
    if asked != whole:
        yield _named(asked)
    yield _beginning_with(asked)
    yield _misspelt(asked)
    words = whole.split()  # "I live in New York"
    for start in range(max(1, len(words) - 3), len(words)):
        yield _named(" ".join(words[start:]))


def _name_and_area(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """'Leeds, UK' and 'san francisco ca' -> the folded name, and the areas its ending may mean."""
    typed = _areas().typed
    name, *endings = (fold(part) for part in text.split(","))
    for ending in endings:
        if name and ending in typed:
            return name, typed[ending]
    if any(endings):
        return name or fold(text), ()
    words = name.split()
    for length in range(min(3, len(words) - 1), 0, -1):
        ending = " ".join(words[-length:])
        if ending in typed:
            return " ".join(words[:-length]), typed[ending]
    return name, ()


def _hit(columns: list[str]) -> _Hit:
    folded, name, country, region, zone, thousands = columns
    return _Hit(folded, name, country, region, zone, int(thousands), rank=int(thousands))


def _named(folded: str) -> Iterator[_Hit]:
    """Cities whose name, or whose other name, is exactly this."""
    return _starting(folded + "\t")


def _beginning_with(folded: str) -> Iterator[_Hit]:
    return _starting(folded) if len(folded) >= 4 else iter(())


def _starting(start: str) -> Iterator[_Hit]:
    cities = _cities()
    yield from map(_hit, cities.named.starting_with(start))
    for _, name, country in cities.others.starting_with(start):
        of_that_name = map(_hit, cities.named.starting_with(name + "\t"))
        meant = max((hit for hit in of_that_name if hit.country == country), key=lambda hit: hit.thousands)
        yield meant._replace(rank=meant.thousands * _OTHER_NAME_COUNTS)


def _main_cities(folded: str) -> Iterator[_Hit]:
    """For a country or a state: its largest city in each of its zones. Two letters are too often a word."""
    if len(folded) < 3 and folded not in ("uk", "us"):
        return
    for area in _areas().typed.get(folded, ()):
        largest: dict[str, _Hit] = {}
        for hit in _within(map(_hit, _cities().named.holding(area[1] or area[0])), (area,)):
            if hit.zone not in largest or hit.thousands > largest[hit.zone].thousands:
                largest[hit.zone] = hit
        yield from largest.values()


def _misspelt(folded: str) -> Iterator[_Hit]:
    """Cities one slip of the finger away; in longer names two, for big cities with the same first letter."""
    if not 4 <= len(folded) <= 30:
        return
    found = [hit for near in _one_slip_away(folded) for hit in _named(near)]
    if not found and len(folded) >= 7:
        same_letter = map(_hit, _cities().named.starting_with(folded[0]))
        big = {hit.folded for hit in same_letter if hit.thousands >= _BIG}
        for near in difflib.get_close_matches(folded, sorted(big), n=5, cutoff=_ALIKE):
            found.extend(_named(near))
    yield from found


def _one_slip_away(folded: str) -> set[str]:
    """Every text with one letter left out, added, changed or swapped with the next."""
    cuts = [(folded[:at], folded[at:]) for at in range(len(folded) + 1)]
    left_out = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    changed = {a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS}
    added = {a + letter + b for a, b in cuts for letter in _LETTERS}
    return (left_out | swapped | changed | added) - {folded}


def _within(hits: Iterable[_Hit], areas: tuple[tuple[str, str], ...]) -> Iterator[_Hit]:
    for hit in hits:
        if (hit.country, "") in areas or (hit.country, hit.region) in areas:
            yield hit


def _distinct(hits: Iterable[_Hit], limit: int) -> tuple[Place, ...]:
    """The largest first; of several with one name, country and zone only the largest: the zone counts."""
    chosen: dict[tuple[str, str, str], Place] = {}
    for hit in sorted(hits, key=lambda hit: (-hit.rank, hit.folded, hit.zone, hit.region)):
        if len(chosen) == limit:
            break
        key = (hit.folded, hit.country, hit.zone)
        if key not in chosen:
            region = _areas().names.get((hit.country, hit.region)) if hit.region else None
            chosen[key] = Place(
                name=hit.name,
                country=hit.country,
                region=region,
                zone=hit.zone,
                population=hit.thousands * 1000,
            )
    return tuple(chosen.values())


def zone_at(latitude: float, longitude: float) -> str | None:
    """The zone of a shared location, in degrees; None at sea and for numbers that are nowhere."""
    import tzfpy  # its map costs memory that only shared locations need

    zone = tzfpy.get_tz(longitude, latitude)
    return None if not zone or zone.startswith("Etc/") else zone


@cache
def _zones() -> dict[str, str]:
    return {_zone_key(zone): zone for zone in available_timezones() - _NOT_PLACES}


def _zone_key(text: str) -> str:
    return re.sub(r"[\s_]+", "_", text.strip().casefold())


def zone_by_name(text: str) -> str | None:
    """'europe/berlin' or 'america/new york' -> the IANA name as written; None when there is no such zone."""
    return _zones().get(_zone_key(text[:_READ_AT_MOST]))


def city_of_zone(zone: str) -> str:
    """'America/Argentina/Buenos_Aires' -> 'Buenos Aires'."""
    return zone.rpartition("/")[2].replace("_", " ")


class _Languages(Content):
    likely: dict[str, str]
    common: tuple[str, ...]


@cache
def _languages() -> _Languages:
    problems: list[str] = []
    languages = read_model(_DATA / "languages.yaml", "places/languages.yaml", _Languages, problems)
    if languages is None:
        raise ContentError(problems)
    return languages


def guess_zone(language_code: str | None) -> str | None:
    """The likely zone of a Telegram language code ('en', 'pt-br'), to be offered and never assumed."""
    if language_code is None:
        return None
    code = language_code[:_READ_AT_MOST].casefold().replace("_", "-")
    likely = _languages().likely
    return likely.get(code) or likely.get(code.partition("-")[0])


def common_zones() -> tuple[str, ...]:
    """One well-known zone for each clock that many people live by, most people first."""
    return _languages().common
