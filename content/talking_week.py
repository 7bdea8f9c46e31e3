"""The shape of <language>/week.yaml: how the runner's week sounds.

Rest days, reminders, races ahead, pauses, the profile. Each part has its own
buttons. A missing or an unknown text stops the start, as in texts.yaml.
"""

from content.shapes import Content


class RestTexts(Content):
    """/rest"""


class ReminderTexts(Content):
    """/reminders, and what is said about reminders beside themselves."""


class RaceTexts(Content):
    """/race"""


class PauseTexts(Content):
    """/pause, and a session left half-way."""


class ProfileTexts(Content):
    """/profile"""


class Week(Content):
    """The week's words in one language."""

    rest: RestTexts
    reminders: ReminderTexts
    races: RaceTexts
    pause: PauseTexts
    profile: ProfileTexts
