"""The endpoints: a call in, an answer out. Nothing here knows sockets."""

import re

from ttdash.sandbox.answers import Answer, Call, Refusal, as_json, errors, page
from ttdash.sandbox.state import AccountState

LISTS = {"clients", "clients/", "projects", "projects/"}
ONE_CLIENT = re.compile(r"clients/([1-9][0-9]{0,17})")
EXTRA_HEADERS = {
    "ETag": 'W/"sandbox"',
    "X-Total-Count": "12",
    "X-RateLimit-Remaining": "99",
    "Set-Cookie": "session=sandbox; Path=/",
}


def answered(account: AccountState, call: Call) -> Answer:
    """Do what was asked, and say so; or say why not."""
    try:
        answer = _done(account, call)
    except Refusal as refusal:
        answer = _refused(account, refusal)
    return answer.adding(EXTRA_HEADERS) if account.switches.extra_headers else answer


def _done(account: AccountState, call: Call) -> Answer:
    if account.switches.filter_by_user_agent and "Mozilla" not in call.headers.get("user-agent", ""):
        return page(403, "This page is for browsers.")
    _check_headers(account, call)
    if one := ONE_CLIENT.fullmatch(call.path):
        return _one_client(account, call, int(one[1]))
    if call.path not in LISTS:
        raise Refusal(404, "There is nothing at this address.")
    match call.method, call.path.removesuffix("/"):
        case "GET", "clients":
            return as_json(account.listed(call.query))
        case "GET", "projects":
            return as_json(account.listed_projects(call.query))
        case "POST", "clients":
            number = account.create(call.body)
            return _as(account.switches.created, account, number, account.switches.created_status)
    raise Refusal(405, f"{call.method} is not possible here.")


def _check_headers(account: AccountState, call: Call) -> None:
    sent = call.headers.get("x-timetrack-api-key"), call.headers.get("x-timetrack-api-secret")
    if sent != (account.key, account.secret):
        raise Refusal(401, "The API key or secret is not valid.")
    kind = call.headers.get("content-type", "").partition(";")[0].strip()
    if account.switches.content_type_required and kind != "application/json":
        raise Refusal(415, "The Content-Type must be application/json.")


def _one_client(account: AccountState, call: Call, number: int) -> Answer:
    switches = account.switches
    match call.method:
        case "GET":
            if number not in account.clients and switches.unknown_client != "404":
                return as_json(None if switches.unknown_client == "null" else [])
            return _as(switches.single, account, number)
        case "PUT":
            account.update(number, call.body)
            return _as(switches.updated, account, number, switches.updated_status)
        case "DELETE":
            answer = _as(switches.deleted, account, number, switches.deleted_status)
            account.delete(number)
            return answer
    raise Refusal(405, f"{call.method} is not possible here.")


def _as(form: str, account: AccountState, number: int, status: int = 200) -> Answer:
    """A client in the form that a switch asks for."""
    row = account.shown(number)
    if form == "nothing" or status == 204:
        return Answer(status)
    id_object = {account.switches.id_key: number}
    bodies = {"object": row, "array": [row], "id_object": id_object, "id": number, "null": None}
    return as_json(bodies[form], status)


def _refused(account: AccountState, refusal: Refusal) -> Answer:
    """An error in the shape that the switches ask for."""
    form, details = account.switches.errors, refusal.details
    if form == "html":
        return page(refusal.status, "TimeTrack could not do this.")
    if form == "empty":
        return Answer(refusal.status)
    if not account.switches.error_list_has_several:
        details = details[:1]
    elif len(details) == 1:
        details = (*details, "The request was not carried out.")
    return errors(refusal.status, *details, sent_as=200 if form == "ok" else None)
