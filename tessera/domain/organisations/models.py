"""The tenant, its team and what each may do."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tessera.domain.people.models import Person


class Organisation(models.Model):
    """Who sells: a theatre, a festival, a club."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    requires_mfa = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Scope(models.Model):
    """On what rights hold: only these shops, events, zones, channels and payment methods.

    None means no such limit; an empty list means nothing at all.
    """

    shop_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)
    event_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)
    zone_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)
    channels = ArrayField(models.CharField(max_length=10), null=True, blank=True)
    methods = ArrayField(models.CharField(max_length=30), null=True, blank=True)

    class Meta:
        abstract = True


class Profile(Scope):
    """A named set of rights with a scope; `ready_made` names the one it came from."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="profiles")
    name = models.CharField(max_length=80)
    ready_made = models.CharField(max_length=30, blank=True)
    rights = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="profile_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """A person who works for an organisation, with a profile."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="team")
    person = models.ForeignKey(Person, models.CASCADE, related_name="teams")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="team")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="in_a_team_once")
        ]


class Invitation(models.Model):
    """Somebody is asked, by mail, to join the team. Only the SHA-256 of the link's key is kept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invited_once",
            )
        ]


class AccessCode(models.Model):
    """A short code that opens the scanner on a device, without an account.

    With a `profile` it may do what the profile may, there; without one it scans everywhere in
    the organisation. Only its SHA-256 is kept, and its last letters as a `hint`.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="access_codes")
    profile = models.ForeignKey(Profile, models.CASCADE, null=True, related_name="access_codes")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A key for programs or door devices. Only its SHA-256 is kept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    rights = ArrayField(models.CharField(max_length=40), default=list)
    shop_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation"], condition=Q(revoked_at=None), name="live_tokens")
        ]
