"""Administrators have every right, the one that came later too."""

from django.db import migrations

RIGHT = "see_activity"


def add_right(apps, schema_editor):
    """Give it to the ready-made administrators that do not have it yet."""
    Profile = apps.get_model("tessera", "Profile")
    for profile in Profile.objects.filter(ready_made="administrator"):
        if RIGHT not in profile.rights:
            profile.rights = sorted([*profile.rights, RIGHT])
            profile.save(update_fields=["rights"])


class Migration(migrations.Migration):
    dependencies = [("tessera", "0009_invoices_deadlines_bank")]
    operations = [migrations.RunPython(add_right, migrations.RunPython.noop)]
