"""Organisations made before get the ready-made profiles that came later."""

from django.db import migrations

RIGHTS = {
    "programming": ["edit_programme", "edit_settings", "see_dashboard"],
    "sales": [
        "edit_customers",
        "edit_orders",
        "export",
        "refund",
        "see_customers",
        "see_dashboard",
        "see_messages",
        "see_orders",
        "sell_at_counter",
        "validate_payments",
    ],
    "statistics": ["see_control", "see_dashboard"],
    "accounting": ["export", "see_accounting", "see_dashboard", "see_orders", "validate_payments"],
}


def add_missing(apps, schema_editor):
    """Give each organisation what it has not, unless it took the name for a profile of its own."""
    Organisation = apps.get_model("tessera", "Organisation")
    Profile = apps.get_model("tessera", "Profile")
    for organisation in Organisation.objects.all():
        taken = set(organisation.profiles.values_list("name", flat=True))
        Profile.objects.bulk_create(
            Profile(
                organisation=organisation,
                name=code.capitalize(),
                ready_made=code,
                rights=rights,
            )
            for code, rights in RIGHTS.items()
            if code.capitalize() not in taken
        )


class Migration(migrations.Migration):
    dependencies = [("tessera", "0003_a_house_for_organisers")]
    operations = [migrations.RunPython(add_missing, migrations.RunPython.noop)]
