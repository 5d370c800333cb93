"""Who can log in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class People(BaseUserManager["Person"]):
    """Finds people by e-mail, whatever the capitals."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person of this e-mail."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """A human with an e-mail address: organiser, clerk or buyer."""

    email = models.EmailField(max_length=254, unique=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=7, default="fr")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_email")]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def full_name(self) -> str:
        """First and last name, or nothing."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_staff(self) -> bool:
        """Nobody: there is no Django admin."""
        return False

    @property
    def is_superuser(self) -> bool:
        """Nobody: rights come from profiles."""
        return False
