"""The invented customers look like an office's."""

from ttdash.sandbox import demo_clients, demo_projects, many_clients
from ttdash.sandbox.state import PARAMETERS


def test_the_demo_clients_look_like_an_offices():
    clients = demo_clients()
    assert len(clients) == 240
    assert clients == demo_clients()
    assert all(set(client) <= set(PARAMETERS) and client["name"] for client in clients)
    assert {client.get("addressCountry") for client in clients} >= {"AT", "DE", "CH", "Austria", "at", None}
    assert sum(not client["enabled"] for client in clients) > 5
    assert max(len(str(client["name"])) for client in clients) > 90
    assert any("\r\n" in client.get("notes", "") for client in clients)
    assert {"rgb(12,34,56)", "336699", "blau", None} <= {client.get("color") for client in clients}


def test_two_demo_clients_share_a_name_and_no_others():
    every = [client["name"] for client in demo_clients()]
    assert {name for name in every if every.count(name) > 1} == {"Berger & Partner"}


def test_demo_e_mail_lies_in_domains_that_nobody_can_own():
    emails = [client["email"] for client in demo_clients() if client.get("email", "").count("@") == 1]
    assert len(emails) > 150
    assert all(email.endswith(".example") or "." not in email for email in emails)


def test_the_demo_projects_belong_to_demo_clients():
    projects = demo_projects()
    assert len(projects) == 80
    assert {project["clientName"] for project in projects} <= {client["name"] for client in demo_clients()}
    assert all(project.keys() == {"ID", "projectName", "clientName", "projectEnabled"} for project in projects)


def test_any_number_of_clients_can_be_invented_the_same_ones_each_time():
    clients = many_clients(500)
    assert clients == many_clients(500) != many_clients(500, seed=2)
    assert len({client["name"] for client in clients}) == 450, "every tenth name is there twice"
