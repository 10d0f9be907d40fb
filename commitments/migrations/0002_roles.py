"""The four roles as groups, each with its permissions."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

DRAFTED = ["commitment", "progressreport", "source", "participation", "document"]
KEPT = ["summit", "party", "theme"]
SEEN = [*DRAFTED, *KEPT, "submission", "change"]


def codes(verbs, models):
    return [f"{verb}_{model}" for verb in verbs for model in models]


CONTRIBUTOR = codes(["view"], SEEN) + codes(["add", "change"], [*DRAFTED, "check"])
REVIEWER = [*CONTRIBUTOR, "review_submission"]
MANAGING = [
    *REVIEWER, "retract_record", *codes(["add", "change"], KEPT), *codes(["view", "add", "change"], ["user"])
]
ADMINISTRATOR = [*MANAGING, *codes(["view", "change"], ["group"])]
ROLES = {
    "contributor": CONTRIBUTOR,
    "reviewer": REVIEWER,
    "managing editor": MANAGING,
    "administrator": ADMINISTRATOR,
}


def make_roles(apps, schema_editor):
    # Django makes permissions after all migrations; the roles need them now
    for name in ("summits", "commitments", "auth"):
        config = apps.get_app_config(name)
        config.models_module = True
        create_permissions(config, verbosity=0, apps=apps, using=schema_editor.connection.alias)
        config.models_module = None
    group_model = apps.get_model("auth", "Group")
    permissions = apps.get_model("auth", "Permission").objects
    for name, wanted in ROLES.items():
        group, _made = group_model.objects.get_or_create(name=name)
        found = permissions.filter(
            codename__in=wanted, content_type__app_label__in=["summits", "commitments", "auth"]
        )
        group.permissions.set(found)


def drop_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0001_upper_floor"),
        ("summits", "0001_ground_floor"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, drop_roles)]
