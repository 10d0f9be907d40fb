"""Partners for trying the API, what they send, and the audit of releases."""

import django.db.models.deletion
import summits.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0016_large_records'),
    ]

    operations = [
        migrations.AddField(
            model_name='partner',
            name='is_sandbox',
            field=models.BooleanField(default=False, help_text='For trying the API: what it sends is checked and answered, and nobody reviews it.', verbose_name='sandbox'),
        ),
        migrations.AlterField(
            model_name='apikey',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='kind',
            field=models.CharField(choices=[('signed_in', 'signed in'), ('signed_out', 'signed out'), ('sign_in_refused', 'sign-in refused'), ('sign_in_slowed', 'sign-in slowed'), ('sessions_ended', 'sessions ended'), ('password_changed', 'password changed'), ('reset_asked', 'new password asked for'), ('factor_added', 'second factor added'), ('factor_removed', 'second factor removed'), ('codes_made', 'recovery codes made'), ('code_used', 'recovery code used'), ('invited', 'invited'), ('invitation_revoked', 'invitation revoked'), ('invitation_accepted', 'invitation accepted'), ('account_made', 'account made'), ('account_changed', 'account changed'), ('roles_changed', 'roles changed'), ('parties_changed', 'parties changed'), ('deactivated', 'account deactivated'), ('reactivated', 'account active again'), ('submission_moved', 'submission moved'), ('record_retracted', 'record retracted'), ('record_merged', 'record merged'), ('record_renamed', 'record renamed'), ('record_checked', 'record checked'), ('partner_made', 'partner made'), ('partner_changed', 'partner changed'), ('key_made', 'key made'), ('key_replaced', 'key replaced'), ('key_revoked', 'key revoked'), ('webhook_made', 'webhook made'), ('webhook_changed', 'webhook changed'), ('webhook_rotated', 'secret of a webhook replaced'), ('webhook_tested', 'test of a webhook asked for'), ('webhook_replayed', 'messages of a webhook sent again'), ('webhook_off', 'webhook switched off'), ('webhook_on', 'webhook switched on'), ('webhook_removed', 'webhook removed'), ('package_loaded', 'data package loaded'), ('release_made', 'release made'), ('error_settled', 'error reported by a reader settled')], max_length=24, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='SandboxSubmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('sent_back', 'sent back'), ('published', 'published')], max_length=20)),
                ('note', summits.text.PlainText(blank=True)),
                ('comment', models.TextField(blank=True)),
                ('contents', models.JSONField()),
                ('submitted_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='commitments.partner')),
            ],
            options={
                'default_permissions': [],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'sent_back', 'published'])), name='sandboxsubmission_state_is_known', violation_error_message='“state” must be one of the listed values.')],
            },
        ),
    ]
