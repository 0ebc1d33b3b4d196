"""Reports of programs are committed in groups: the request opens no transaction around them."""

import threading

from django.db import connection
from django.test import Client

from sizao.core import grouped
from sizao.core.actor import Actor
from sizao.detect.checks import services as checks
from sizao.detect.checks.tests.sending import feverish, report, send
from sizao.registry.accounts.queries import SESSION_COOKIE
from tests.signing import open_session


def browser_of(cast, now, who: str) -> Client:
    browser = Client()
    browser.cookies[SESSION_COOKIE] = open_session(cast.users[who], now=now)
    return browser


def test_nothing_is_written_on_the_requests_own_connection(committed_db, cast, now, monkeypatch):
    checks.open_slots(actor=Actor.system("test"), now=now, day=now.date())
    monkeypatch.setattr(grouped, "_run_here", None)
    answer = send(browser_of(cast, now, "doctor"), [report(cast, now, group=group) for group in range(3)])

    assert (answer.status_code, answer.json()["written"]) == (200, 3)


def test_of_two_teachers_at_once_one_writes_and_the_other_is_shown_it(committed_db, cast, now):
    checks.open_slots(actor=Actor.system("test"), now=now, day=now.date())
    browsers = [browser_of(cast, now, who) for who in ("teacher", "doctor", "health", "reporter")]
    answers, together = [], threading.Barrier(len(browsers))

    def ask(number: int, browser: Client) -> None:
        together.wait()
        answers.append(send(browser, report(cast, now, entries=[feverish(cast, number)])))
        connection.close()

    threads = [threading.Thread(target=ask, args=pair) for pair in enumerate(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    won, *lost = sorted(answers, key=lambda answer: answer.status_code)
    assert [won.status_code, *(answer.status_code for answer in lost)] == [201, 409, 409, 409]
    shown = {answer.json()["current"]["id"] for answer in lost}
    assert shown == {won.json()["check_id"]}
