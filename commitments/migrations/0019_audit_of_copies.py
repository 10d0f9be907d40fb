"""The audit log tells of copies of sources, too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0018_parts_and_edits'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='kind',
            field=models.CharField(choices=[('signed_in', 'signed in'), ('signed_out', 'signed out'), ('sign_in_refused', 'sign-in refused'), ('sign_in_slowed', 'sign-in slowed'), ('sessions_ended', 'sessions ended'), ('password_changed', 'password changed'), ('reset_asked', 'new password asked for'), ('factor_added', 'second factor added'), ('factor_removed', 'second factor removed'), ('codes_made', 'recovery codes made'), ('code_used', 'recovery code used'), ('invited', 'invited'), ('invitation_revoked', 'invitation revoked'), ('invitation_accepted', 'invitation accepted'), ('account_made', 'account made'), ('account_changed', 'account changed'), ('roles_changed', 'roles changed'), ('parties_changed', 'parties changed'), ('deactivated', 'account deactivated'), ('reactivated', 'account active again'), ('submission_moved', 'submission moved'), ('record_retracted', 'record retracted'), ('record_merged', 'record merged'), ('record_renamed', 'record renamed'), ('record_checked', 'record checked'), ('capture_added', 'copy of a source added'), ('capture_released', 'copy of a source released'), ('capture_discarded', 'copy of a source discarded'), ('partner_made', 'partner made'), ('partner_changed', 'partner changed'), ('key_made', 'key made'), ('key_replaced', 'key replaced'), ('key_revoked', 'key revoked'), ('webhook_made', 'webhook made'), ('webhook_changed', 'webhook changed'), ('webhook_rotated', 'secret of a webhook replaced'), ('webhook_tested', 'test of a webhook asked for'), ('webhook_replayed', 'messages of a webhook sent again'), ('webhook_off', 'webhook switched off'), ('webhook_on', 'webhook switched on'), ('webhook_removed', 'webhook removed'), ('package_loaded', 'data package loaded'), ('release_made', 'release made'), ('error_settled', 'error reported by a reader settled')], max_length=24, verbose_name='what'),
        ),
    ]
