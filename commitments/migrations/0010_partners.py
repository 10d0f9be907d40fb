"""Partners and their keys, which administrators keep."""

import django.db.models.deletion
import summits.text
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


CODES = ["view_partner", "add_partner", "change_partner"]


def let_administrators_keep_partners(apps, schema_editor):
    # Django makes permissions after all migrations; the role needs these now
    config = apps.get_app_config("commitments")
    config.models_module = True
    create_permissions(config, verbosity=0, apps=apps, using=schema_editor.connection.alias)
    config.models_module = None
    found = apps.get_model("auth", "Permission").objects.filter(codename__in=CODES)
    for group in apps.get_model("auth", "Group").objects.filter(name="administrator"):
        group.permissions.add(*found)


def drop_the_permissions(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(codename__in=CODES).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0009_feed_epoch'),
    ]

    operations = [
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', summits.text.PlainChar(help_text='Reviewers see it beside what it sends.', max_length=150, unique=True, verbose_name='name')),
                ('contact', models.EmailField(help_text='Whom to write to about its keys.', max_length=254, verbose_name='contact')),
                ('is_active', models.BooleanField(default=True, help_text='Without the tick all its keys are refused at once.', verbose_name='active')),
                ('made_at', models.DateTimeField(editable=False, verbose_name='since')),
            ],
            options={
                'verbose_name': 'partner',
                'verbose_name_plural': 'partners',
                'ordering': ['name'],
                'default_permissions': ['view', 'add', 'change'],
            },
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='kind',
            field=models.CharField(choices=[('signed_in', 'signed in'), ('signed_out', 'signed out'), ('sign_in_refused', 'sign-in refused'), ('sign_in_slowed', 'sign-in slowed'), ('sessions_ended', 'sessions ended'), ('password_changed', 'password changed'), ('reset_asked', 'new password asked for'), ('factor_added', 'second factor added'), ('factor_removed', 'second factor removed'), ('codes_made', 'recovery codes made'), ('code_used', 'recovery code used'), ('invited', 'invited'), ('invitation_revoked', 'invitation revoked'), ('invitation_accepted', 'invitation accepted'), ('account_made', 'account made'), ('account_changed', 'account changed'), ('roles_changed', 'roles changed'), ('parties_changed', 'parties changed'), ('deactivated', 'account deactivated'), ('reactivated', 'account active again'), ('submission_moved', 'submission moved'), ('record_retracted', 'record retracted'), ('record_merged', 'record merged'), ('record_renamed', 'record renamed'), ('record_checked', 'record checked'), ('partner_made', 'partner made'), ('partner_changed', 'partner changed'), ('key_made', 'key made'), ('key_replaced', 'key replaced'), ('key_revoked', 'key revoked'), ('package_loaded', 'data package loaded')], max_length=24, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', summits.text.PlainChar(help_text='Which program uses it, as in “nightly copy”.', max_length=100, verbose_name='used for')),
                ('public_id', models.CharField(max_length=8, unique=True, verbose_name='begins with')),
                ('digest', models.CharField(max_length=64)),
                ('scopes', models.JSONField(default=list, verbose_name='may')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('expires_at', models.DateTimeField(verbose_name='ends')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='last used')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='commitments.partner')),
            ],
            options={
                'ordering': ['-made_at', '-id'],
                'default_permissions': [],
            },
        ),
        migrations.RunPython(let_administrators_keep_partners, drop_the_permissions),
    ]
