"""Send every request of the sweep and say what was not as declared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test.client import Client, ClientHandler

from sizao.core.actor import Actor, UnitRef
from sizao.registry.accounts import queries as accounts
from tests.access.routes import Address
from tests.access.rules import Route, Verdict, verdict
from tests.access.world import NOWHERE, Sample, World

SAFE = ("GET", "HEAD")
NOT_KNOWN, FORGED = 405, 403
# One chain of middleware for all browsers: building it costs more than most requests.
HANDLER = ClientHandler(enforce_csrf_checks=True)
CSRF = "0123456789abcdefghijklmnopqrstuv"


@dataclass(frozen=True, slots=True)
class Request:
    """One request of the sweep, before anyone sends it; `unit` is None where the address names no place."""

    method: str
    url: str
    body: Any
    is_json: bool
    unit: UnitRef | None


def people(world: World) -> list[str]:
    """List whose eyes the sweep looks through."""
    return list(world.cast.users)


def requests_of(address: Address, route: Route, method: str, world: World) -> Iterator[Request]:
    """Write an address for each of its places."""
    for unit in world.places(route.at) if route.at else [None]:
        sample = world.made[route.sample, unit.id if unit else 0] if route.sample else Sample()
        if sample is not None:
            yield _request(address, route, method, world, unit, sample)


def nowhere_of(address: Address, route: Route, method: str, world: World) -> Iterator[Request]:
    """Write an address with a unit that does not exist."""
    if route.at and not route.sample:
        nowhere = UnitRef(NOWHERE, "SCHOOL", "", NOWHERE, "/0/", "/0/")
        yield _request(address, route, method, world, nowhere, Sample())


def _request(
    address: Address, route: Route, method: str, world: World, unit: UnitRef | None, sample: Sample
) -> Request:
    is_api = address.name.startswith("api:")
    given = {"day": world.day, "session": "MORNING" if is_api else "morning"}
    if unit is not None:
        given |= {"unit_id": unit.id, "group_id": unit.id, "school_id": unit.key}
    url = address.filled({**given, **sample.values})
    if sample.query:
        url += "?" + "&".join(f"{name}={value}" for name, value in sample.query.items())
    body = dict(route.body) if sample.body is None else sample.body
    return Request(method, url, body, is_api, unit)


def client_of(world: World, name: str | None, *, has_token: bool = True) -> Client:
    """Give the browser of one of the cast, None for somebody not signed in."""
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.handler = HANDLER
    browser.cookies["sizao_csrf"] = CSRF
    if has_token:
        browser.defaults["HTTP_X_CSRFTOKEN"] = CSRF
    if name is not None:
        browser.cookies[accounts.SESSION_COOKIE] = world.sessions[name]
    return browser


def send(browser: Client, request: Request, wanted: Verdict = Verdict.HIDDEN) -> tuple[HttpResponse, bool]:
    """Send a request and take back whatever it wrote.

    returns: the answer, and whether any row was written where none should be. A transaction has a number only after
    its first write or lock; a lock alone is no change, so whatever has a number is sent again and its rows counted.
    """
    answer, is_numbered, _ = _sent(browser, request)
    if wanted == Verdict.OPEN or request.method in SAFE or not is_numbered:
        return answer, False
    answer, _, rows = _sent(browser, request, counts=True)
    return answer, rows > 0


def _sent(browser: Client, request: Request, *, counts: bool = False) -> tuple[HttpResponse, bool, int]:
    with transaction.atomic():
        # What the server counts still holds earlier transactions, so a difference tells.
        before = _rows_written() if counts else 0
        if request.method in SAFE:
            answer = browser.get(request.url)
        elif request.is_json:
            answer = browser.generic(request.method, request.url, _json(request.body), "application/json")
        else:
            answer = browser.post(request.url, request.body)
        if getattr(answer, "streaming", False):
            # To the end, as a server does: closing it half-way would close the database's connection with it.
            b"".join(answer.streaming_content)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
            is_numbered = cursor.fetchone()[0]
        rows = _rows_written() - before if counts else 0
        transaction.set_rollback(True)
    return answer, is_numbered, rows


def _rows_written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables")
        return cursor.fetchone()[0]


def _json(body: Any) -> str:
    import json

    return json.dumps(body, default=str)


def expected(route: Route, world: World, name: str, request: Request) -> Verdict:
    """Say what one of the cast must meet."""
    if route.owner:
        if name == route.owner:
            return Verdict.OPEN
        lacks = route.rights and not any(world.actors[name].has(right) for right in route.rights)
        return Verdict.DENIED if lacks else Verdict.HIDDEN
    return verdict(route, world.actors[name], request.unit, changes=request.method not in SAFE)


def alike(actor: Actor, unit: UnitRef | None, wanted: Verdict) -> tuple:
    """Name what a try is about: of tries that are alike only the first is made.

    Alike are people of the same posts at the same levels, in places that lie to them in the same way. Whoever lacks
    the right altogether is refused by that: only whether they see the place makes a difference.
    """
    posts = frozenset((grant.role, grant.unit.level) for grant in actor.grants)
    if wanted == Verdict.DENIED:
        return posts, wanted, unit is None or actor.sees(unit)
    return posts, wanted, relation(actor, unit)


def relation(actor: Actor, unit: UnitRef | None) -> str:
    """Say how a unit lies to someone: inside what is theirs, above it, in the same school, next door, or far away."""
    if unit is None:
        return ""
    if actor.sees(unit):
        return "inside" if unit.id not in {grant.unit.id for grant in actor.grants} else "own"
    mine = [grant.unit for grant in actor.grants]
    if any(one.territory_path.startswith(unit.territory_path) for one in mine):
        return "above"
    if any(one.school_id and one.school_id == unit.school_id for one in mine):
        return "beside"
    return "near" if any(_county(one) == _county(unit) for one in mine) else f"far {unit.school_id is None}"


def _county(unit: UnitRef) -> tuple[str, ...]:
    return tuple(unit.territory_path.split("/")[:4])


def wrong_answers(address: Address, route: Route, world: World) -> Iterator[str]:
    """Try a route with everyone everywhere, alike once; a method that the page does not know is left out."""
    browsers = {name: client_of(world, name) for name in people(world)}
    for method in address.methods:
        tried: set[tuple] = set()
        for request in requests_of(address, route, method, world):
            for name, browser in browsers.items():
                wanted = expected(route, world, name, request)
                likeness = alike(world.actors[name], request.unit, wanted)
                if likeness in tried:
                    continue
                tried.add(likeness)
                answer, has_written = send(browser, request, wanted)
                if answer.status_code == NOT_KNOWN:
                    break
                is_meant = wanted == Verdict.OPEN and answer.status_code in route.also
                if not is_meant:
                    yield from _wrong(request, name, wanted, answer.status_code, has_written)
            else:
                continue
            break


def open_to_strangers(address: Address, route: Route, world: World) -> Iterator[str]:
    """Try a route without being signed in, and changes without the page's own token."""
    stranger, forger = client_of(world, None), client_of(world, "admin", has_token=False)
    for method in address.methods:
        request = next(iter(requests_of(address, route, method, world)), None)
        if request is None:
            continue
        answer, has_written = send(stranger, request)
        leads = answer.status_code in (302, 303) and "/login/" in answer["Location"]
        asks = leads or answer.status_code in (401, NOT_KNOWN)
        if not (route.is_public or asks) or has_written:
            yield f"{method} {request.url} without signing in: {answer.status_code}"
        if method not in SAFE:
            answer, has_written = send(forger, request)
            if answer.status_code != FORGED or has_written:
                yield f"{method} {request.url} without the page's token: {answer.status_code}"


def found_nowhere(address: Address, route: Route, world: World) -> Iterator[str]:
    """Try a route at a unit that does not exist: the answer is that of a unit one must not know."""
    for method in address.methods:
        for request in nowhere_of(address, route, method, world):
            for name in ("admin", "county", "principal", "teacher"):
                answer, has_written = send(client_of(world, name), request)
                if answer.status_code not in (403, 404, NOT_KNOWN) or has_written:
                    yield f"{method} {request.url} as {name}: {answer.status_code}, expected 404"


def _wrong(request: Request, name: str, wanted: Verdict, status: int, has_written: bool) -> Iterator[str]:
    where = f"{request.method} {request.url} as {name}"
    if not wanted.holds(status):
        yield f"{where}: {status}, expected {wanted}"
    if wanted != Verdict.OPEN and has_written:
        yield f"{where}: refused with {status}, and yet something was written"
