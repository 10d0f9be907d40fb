"""What readers report as wrong, until an editor has settled it, which the audit log tells."""

import django.db.models.deletion
import summits.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0012_webhooks'),
    ]

    operations = [
        migrations.CreateModel(
            name='ErrorReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(verbose_name='version read')),
                ('text', summits.text.PlainText(max_length=2000, verbose_name='what is wrong')),
                ('contact', summits.text.PlainChar(blank=True, max_length=200, verbose_name='how to reach the reader')),
                ('sender', models.CharField(blank=True, editable=False, max_length=64)),
                ('at', models.DateTimeField(db_index=True, verbose_name='at')),
                ('note', summits.text.PlainText(blank=True, max_length=500, verbose_name='what came of it')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='error_reports', to='commitments.commitment', verbose_name='commitment')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='done by')),
            ],
            options={
                'verbose_name': 'error reported by a reader',
                'verbose_name_plural': 'errors reported by readers',
                'ordering': ['-at', '-id'],
                'default_permissions': [],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None), ('note', '')), models.Q(('done_at__isnull', False), ('done_by__isnull', False), models.Q(('note', ''), _negated=True)), _connector='OR'), name='error_report_done_with_note', violation_error_message='Say what came of it.')],
            },
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='kind',
            field=models.CharField(choices=[('signed_in', 'signed in'), ('signed_out', 'signed out'), ('sign_in_refused', 'sign-in refused'), ('sign_in_slowed', 'sign-in slowed'), ('sessions_ended', 'sessions ended'), ('password_changed', 'password changed'), ('reset_asked', 'new password asked for'), ('factor_added', 'second factor added'), ('factor_removed', 'second factor removed'), ('codes_made', 'recovery codes made'), ('code_used', 'recovery code used'), ('invited', 'invited'), ('invitation_revoked', 'invitation revoked'), ('invitation_accepted', 'invitation accepted'), ('account_made', 'account made'), ('account_changed', 'account changed'), ('roles_changed', 'roles changed'), ('parties_changed', 'parties changed'), ('deactivated', 'account deactivated'), ('reactivated', 'account active again'), ('submission_moved', 'submission moved'), ('record_retracted', 'record retracted'), ('record_merged', 'record merged'), ('record_renamed', 'record renamed'), ('record_checked', 'record checked'), ('partner_made', 'partner made'), ('partner_changed', 'partner changed'), ('key_made', 'key made'), ('key_replaced', 'key replaced'), ('key_revoked', 'key revoked'), ('webhook_made', 'webhook made'), ('webhook_changed', 'webhook changed'), ('webhook_rotated', 'secret of a webhook replaced'), ('webhook_tested', 'test of a webhook asked for'), ('webhook_replayed', 'messages of a webhook sent again'), ('webhook_off', 'webhook switched off'), ('webhook_on', 'webhook switched on'), ('webhook_removed', 'webhook removed'), ('package_loaded', 'data package loaded'), ('error_settled', 'error reported by a reader settled')], max_length=24, verbose_name='what'),
        ),
    ]
