"""The environment becomes one frozen value, or one clear line a problem."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import SettingsError, load_settings, need_token

TOKEN = "123456789:AAExample_token-of_the-right-form00"


def lines(env: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(env)
    return str(caught.value).splitlines()


def test_an_empty_environment_is_enough() -> None:
    settings = load_settings({})
    assert settings.database_url == "sqlite:///data/regen.sqlite3"
    assert settings.api_url == "https://api.telegram.org/bot"
    assert settings.api_file_url == "https://api.telegram.org/file/bot"
    assert (settings.log_level, settings.log_format) == ("INFO", "text")


def test_only_the_given_environment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGEN_LOG_LEVEL", "ERROR")
    assert load_settings({"PATH": "/bin"}).log_level == "INFO"


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load_settings({"REGEN_DATABASE_URL": "", "REGEN_BOT_TOKEN": ""}) == load_settings({})


def test_another_server_brings_its_own_files() -> None:
    settings = load_settings({"REGEN_API_URL": "http://127.0.0.1:8081/bot"})
    assert settings.api_file_url == "http://127.0.0.1:8081/file/bot"
    other = {"REGEN_API_URL": "http://a/bot", "REGEN_API_FILE_URL": "http://b/file/bot"}
    assert load_settings(other).api_file_url == "http://b/file/bot"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load_settings({}).log_level = "DEBUG"  # type: ignore[misc]


def test_the_token_is_taken_as_it_is_pasted() -> None:
    assert need_token(load_settings({"REGEN_BOT_TOKEN": f" {TOKEN}\n"})) == TOKEN


def test_the_token_can_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    assert need_token(load_settings({"REGEN_BOT_TOKEN_FILE": str(file)})) == TOKEN


def test_without_a_token_the_host_learns_where_to_get_one_and_that_play_needs_none() -> None:
    with pytest.raises(SettingsError) as caught:
        need_token(load_settings({}))
    words = str(caught.value)
    assert "\n" not in words
    assert "@BotFather" in words
    assert "REGEN_BOT_TOKEN" in words
    assert "./dev play" in words


@pytest.mark.parametrize("content", [None, b"", b"hello", b"\xff\xfe", b"12:"])
def test_a_token_file_without_a_token_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match="REGEN_BOT_TOKEN_FILE") as caught:
        need_token(load_settings({"REGEN_BOT_TOKEN_FILE": str(file)}))
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_tokens_are_one_too_many(tmp_path: Path) -> None:
    env = {"REGEN_BOT_TOKEN": TOKEN, "REGEN_BOT_TOKEN_FILE": str(tmp_path / "token")}
    with pytest.raises(SettingsError, match="both set"):
        need_token(load_settings(env))


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("REGEN_BOT_TOKEN", "AAE-no-number-before-it", "@BotFather"),
        ("REGEN_DATABASE_URL", "mysql://root:hunter2@host/db", "postgresql://"),
        ("REGEN_DATABASE_URL", "regen.sqlite3", "sqlite:///"),
        ("REGEN_API_URL", "https://api.telegram.org", "ends with /bot"),
        ("REGEN_API_URL", "myhost:8081/bot", "http://"),
        ("REGEN_API_FILE_URL", "ftp://x/file/bot", "/file/bot"),
        ("REGEN_WEBHOOK_URL", "my.example.org/telegram", "https://coach.example.org/telegram"),
        ("REGEN_WEBHOOK_URL", "http://coach.example.org/telegram", "needs https"),
        ("REGEN_WEBHOOK_URL", "https://coach.example.org:8080/telegram", "443, 80, 88 or 8443"),
        ("REGEN_WEBHOOK_URL", "https://coach.example.org:99999/telegram", "443, 80, 88 or 8443"),
        ("REGEN_WEBHOOK_URL", "https://my.example.org", "with a path"),
        ("REGEN_WEBHOOK_URL", "https://coach.example.org/a?b=c", "without ?"),
        ("REGEN_WEBHOOK_URL", "https://coach.example.org/a#b", "or #"),
        ("REGEN_WEBHOOK_URL", "https://me:hunter2@coach.example.org/a", "address for a webhook"),
        ("REGEN_WEBHOOK_URL", "https://coach.example.org/{path}", "address for a webhook"),
        ("REGEN_WEBHOOK_LISTEN", "8099", "host:port"),
        ("REGEN_WEBHOOK_LISTEN", "127.0.0.1:0", "host:port"),
        ("REGEN_WEBHOOK_LISTEN", "127.0.0.1:65536", "host:port"),
        ("REGEN_HEALTH_LISTEN", "http://127.0.0.1:8082", "host:port"),
        ("REGEN_WEBHOOK_SECRET", "hunter2 and more", "1 to 256 of A-Z"),
        ("REGEN_WEBHOOK_SECRET", "hunter2" * 37, "1 to 256 of A-Z"),
        ("REGEN_LOG_LEVEL", "chatty", "DEBUG, INFO, WARNING or ERROR"),
        ("REGEN_LOG_FORMAT", "xml", "text or json"),
    ],
)
def test_a_bad_value_gives_one_line_with_name_and_mend_and_without_the_value(
    name: str, value: str, mend: str
) -> None:
    (line,) = lines({name: value})
    assert line.startswith(f"{name} ")
    assert mend in line
    assert value not in line
    assert "hunter2" not in line


def test_every_problem_has_its_line() -> None:
    assert len(lines({"REGEN_LOG_LEVEL": "x", "REGEN_LOG_FORMAT": "y", "REGEN_API_URL": "z"})) == 3


WEBHOOK = {
    "REGEN_WEBHOOK_URL": "https://coach.example.org/telegram",
    "REGEN_WEBHOOK_LISTEN": "127.0.0.1:8081",
    "REGEN_WEBHOOK_SECRET": "hunter2_and-more",
}


def test_a_webhook_needs_all_three_and_says_which_are_missing() -> None:
    settings = load_settings(WEBHOOK | {"REGEN_HEALTH_LISTEN": " [::1]:8082\n"})
    assert settings.webhook_listen == ("127.0.0.1", 8081)
    assert settings.health_listen == ("::1", 8082)
    for name in WEBHOOK:
        (line,) = lines({key: value for key, value in WEBHOOK.items() if key != name})
        assert line.startswith(f"{name} is missing.")
        (line,) = lines({name: WEBHOOK[name]})
        others = " and ".join(other for other in WEBHOOK if other != name)
        assert line.startswith(f"{others} are missing.")
        assert "hunter2" not in line
    (line,) = lines(WEBHOOK | {"REGEN_HEALTH_LISTEN": "127.0.0.1:8081"})
    assert "are the same address" in line


@pytest.mark.parametrize(
    "url", ["https://a.example.org/", "https://a.example.org:8443/x/y-z_~.1", "https://192.0.2.1:88/bot"]
)
def test_these_webhooks_telegram_can_reach(url: str) -> None:
    assert load_settings(WEBHOOK | {"REGEN_WEBHOOK_URL": url}).webhook_url == url


def test_a_bot_api_server_of_ones_own_reaches_any_webhook() -> None:
    env = WEBHOOK | {"REGEN_WEBHOOK_URL": "http://coach:8081/telegram"}
    assert len(lines(env)) == 1
    assert load_settings(env | {"REGEN_API_URL": "http://127.0.0.1:8081/bot"}).webhook_url is not None


def test_a_level_may_be_written_small() -> None:
    assert load_settings({"REGEN_LOG_LEVEL": "debug"}).log_level == "DEBUG"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///a.db", "postgresql://u:p@h/d", "postgres://h/d"])
def test_these_are_database_addresses(url: str) -> None:
    assert load_settings({"REGEN_DATABASE_URL": url}).database_url == url


def test_no_secret_shows_when_settings_are_printed() -> None:
    env = WEBHOOK | {"REGEN_BOT_TOKEN": TOKEN, "REGEN_DATABASE_URL": "postgresql://u:hunter2@h/d"}
    settings = load_settings(env)
    for printed in (repr(settings), str(settings)):
        assert TOKEN not in printed
        assert "hunter2" not in printed
