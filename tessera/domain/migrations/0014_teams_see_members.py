"""Administrators have every right, those of members too; so have ready-made sales teams."""

from django.db import migrations

RIGHTS = ("see_members", "edit_members")


def add_rights(apps, schema_editor):
    """Give them to the ready-made profiles that do not have them yet."""
    Profile = apps.get_model("tessera", "Profile")
    for profile in Profile.objects.filter(ready_made__in=["administrator", "sales"]):
        wanted = sorted({*profile.rights, *RIGHTS})
        if wanted != sorted(profile.rights):
            profile.rights = wanted
            profile.save(update_fields=["rights"])


class Migration(migrations.Migration):
    dependencies = [("tessera", "0013_offers_forms_memberships")]
    operations = [migrations.RunPython(add_rights, migrations.RunPython.noop)]
