"""The tenant, its team and what each may do."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tessera.domain.people.models import Person


class Organisation(models.Model):
    """Who sells: a theatre, a festival, a club."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """A named set of rights with a scope; `ready_made` names the one it came from."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="profiles")
    name = models.CharField(max_length=80)
    ready_made = models.CharField(max_length=30, blank=True)
    rights = ArrayField(models.CharField(max_length=40), default=list)
    shop_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)

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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="in_a_team_once")
        ]


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
