"""The theatre, the people who work for it and a buyer with an account."""

from allauth.account.models import EmailAddress

from tessera.domain.organisations import actions as organisations
from tessera.domain.organisations.models import Organisation
from tessera.domain.people import actions as people
from tessera.domain.people.models import Person
from tessera.ops.demo.accounts import KEY, PASSWORD, RIGHTS

TEAM = [
    ("alice", "Alice", "Rochat", "administrator"),
    ("rita", "Rita", "Bonvin", "reseller"),
    ("carl", "Carl", "Zbinden", "clerk"),
    ("sam", "Sam", "Okafor", "steward"),
]


def make_organisation() -> Organisation:
    """The theatre with its team, who all log in with the demo's password."""
    organisation = organisations.create_organisation("Théâtre de la Lanterne", slug="lanterne")
    for short, first_name, last_name, profile in TEAM:
        person = make_person(f"{short}@lanterne.example", first_name, last_name)
        organisations.add_team_member(organisation, person=person, ready_made=profile)
    organisations.create_token(organisation, name="Démonstration", rights=RIGHTS, key=KEY)
    return organisation


def make_buyer() -> Person:
    """Bea, who comes often."""
    return make_person("bea@lanterne.example", "Béatrice", "Monnier")


def make_person(email: str, first_name: str, last_name: str) -> Person:
    """Somebody whose address is known to be theirs, so that nothing has to be confirmed."""
    person = people.create_person(
        email, password=PASSWORD, first_name=first_name, last_name=last_name, language="fr"
    )
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person
