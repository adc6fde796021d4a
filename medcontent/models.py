"""The account people sign in with."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person's account. Evidence names its number or the physician, and outlives it."""
