"""Small words: dates, clock times, lists, names, escaped for Telegram's HTML."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from html import escape

from bot.coach.calendar import coach_day
from bot.coach.model import Reminder, Runner
from content.library import Library
from content.places import city_of_zone
from content.talking import Plural, Texts

_NAME_AT_MOST = 64  # characters of a name or a typed text that are said back


class Words:
    """One runner's language, with the moment it is spoken in."""

    def __init__(self, library: Library, texts: Texts, runner: Runner, local: datetime) -> None:
        self.library = library
        self.texts = texts
        self.week = library.week[texts.language]
        self.runner = runner
        self.local = local

    @property
    def name(self) -> str:
        return self.quote(self.runner.first_name) or self.texts.names.nobody

    @property
    def day(self) -> date:
        """The runner's day."""
        return coach_day(self.local, self.runner.zone or "UTC", self.library.rules.session.closes_at)

    @staticmethod
    def quote(text: str) -> str:
        """Somebody's own words, shortened to one line and escaped."""
        line = " ".join(text.split())
        return escape(line if len(line) <= _NAME_AT_MOST else line[: _NAME_AT_MOST - 1] + "…")

    @staticmethod
    def clock(at: time) -> str:
        return f"{at:%H:%M}"

    def on(self, day: date) -> str:
        """Sun 29 March."""
        dates = self.texts.dates
        weekday, month = dates.weekdays_short[day.weekday()], dates.months[day.month - 1]
        return dates.full.format(weekday=weekday, day=day.day, month=month)

    def ahead(self, day: date, days: int) -> str:
        """today · tomorrow, Sun 29 March, · on Tue 31 March."""
        dates = self.texts.dates
        text = {0: dates.today, 1: dates.tomorrow}.get(days, dates.later)
        return text.format(date=self.on(day))

    def back(self, text: str, reminder: Reminder, ahead: int) -> str:
        """A sentence about when the coach comes back."""
        day = self.ahead(reminder.local_date, ahead)
        return text.format(ahead=day, clock=self.clock(reminder.local_time))

    def ago(self, day: date, days: int) -> str:
        """Yesterday · On Saturday: the beginning of a sentence."""
        dates = self.texts.dates
        text = {0: dates.earlier_today, 1: dates.yesterday}.get(days, dates.on_weekday)
        return text.format(weekday=dates.weekdays[day.weekday()])

    def day_before(self, day: date, days: int) -> str:
        """yesterday · on Sat 28 March: inside a sentence."""
        dates = self.texts.dates
        return dates.yesterday_inside if days == 1 else dates.later.format(date=self.on(day))

    @staticmethod
    def listed(names: Iterable[str], last: str) -> str:
        """a, b and c; `last` stands before the last of them."""
        words = list(names)
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {last} {words[-1]}"

    def plural(self, text: Plural, n: int) -> str:
        return (text.one if n == 1 else text.other).format(n=n)

    def city(self, zone: str) -> str:
        return escape(city_of_zone(zone))

    def areas(self, areas: Iterable[str]) -> str:
        names = self.texts.names.areas
        return self.listed(dict.fromkeys(names[area] for area in areas), self.texts.dates.and_word)

    def kit(self, kit: Iterable[str]) -> str:
        """The kit in the rule book's order."""
        owned = set(kit)
        return ", ".join(self.texts.names.kit[k] for k in self.library.rules.kit.asked if k in owned)

    def missing_kit(self, kit: Iterable[str]) -> str:
        """ball or roller, inside a sentence."""
        return self.listed((self.texts.names.kit[k] for k in kit), self.texts.dates.or_word)

    def run_kind(self, day_type: str) -> str:
        return self.texts.names.run_kinds[day_type]

    def exercise(self, exercise_id: str) -> str:
        return escape(self.library.exercises[exercise_id].name)

    def sore_groups(self, sore: Mapping[str, int], sharp: frozenset[str]) -> dict[str, str]:
        """group -> its level in words, for the groups that were rated."""
        names = self.texts.names.levels
        words = {level: name for name, level in self.library.rules.soreness.words.items()}
        levels: dict[str, str] = {}
        for group, one in self.library.talk.sore_groups.items():
            area = one.areas[0]
            if area in sharp:
                levels[group] = names["sharp"]
            elif area in sore:
                levels[group] = names[words[sore[area]]]
        return levels
