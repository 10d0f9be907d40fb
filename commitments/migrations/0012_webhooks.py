"""Webhooks of partners and the messages that were sent to them."""

import django.db.models.deletion
import summits.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0011_partner_submissions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='partner',
            name='contact',
            field=models.EmailField(help_text='Whom to write to about its keys and webhooks.', max_length=254, verbose_name='contact'),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='kind',
            field=models.CharField(choices=[('signed_in', 'signed in'), ('signed_out', 'signed out'), ('sign_in_refused', 'sign-in refused'), ('sign_in_slowed', 'sign-in slowed'), ('sessions_ended', 'sessions ended'), ('password_changed', 'password changed'), ('reset_asked', 'new password asked for'), ('factor_added', 'second factor added'), ('factor_removed', 'second factor removed'), ('codes_made', 'recovery codes made'), ('code_used', 'recovery code used'), ('invited', 'invited'), ('invitation_revoked', 'invitation revoked'), ('invitation_accepted', 'invitation accepted'), ('account_made', 'account made'), ('account_changed', 'account changed'), ('roles_changed', 'roles changed'), ('parties_changed', 'parties changed'), ('deactivated', 'account deactivated'), ('reactivated', 'account active again'), ('submission_moved', 'submission moved'), ('record_retracted', 'record retracted'), ('record_merged', 'record merged'), ('record_renamed', 'record renamed'), ('record_checked', 'record checked'), ('partner_made', 'partner made'), ('partner_changed', 'partner changed'), ('key_made', 'key made'), ('key_replaced', 'key replaced'), ('key_revoked', 'key revoked'), ('webhook_made', 'webhook made'), ('webhook_changed', 'webhook changed'), ('webhook_rotated', 'secret of a webhook replaced'), ('webhook_tested', 'test of a webhook asked for'), ('webhook_replayed', 'messages of a webhook sent again'), ('webhook_off', 'webhook switched off'), ('webhook_on', 'webhook switched on'), ('webhook_removed', 'webhook removed'), ('package_loaded', 'data package loaded')], max_length=24, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=500, verbose_name='address')),
                ('description', summits.text.PlainChar(blank=True, max_length=100, verbose_name='description')),
                ('salt', models.CharField(max_length=64)),
                ('former_salt', models.CharField(blank=True, max_length=64)),
                ('former_until', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('position', models.BigIntegerField()),
                ('next_at', models.DateTimeField()),
                ('lease', models.CharField(blank=True, max_length=32)),
                ('lease_until', models.DateTimeField(null=True)),
                ('disabled_at', models.DateTimeField(null=True, verbose_name='switched off')),
                ('disabled_why', models.CharField(blank=True, choices=[('asked', 'by request'), ('gone', 'its address answered that it is gone'), ('failing', 'its address failed for three days')], max_length=10, verbose_name='why')),
                ('told_at', models.DateTimeField(null=True, verbose_name='mail sent')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to='commitments.partner')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ['pk'],
                'default_permissions': [],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=40)),
                ('event', models.CharField(max_length=40, verbose_name='event')),
                ('seq', models.BigIntegerField(null=True)),
                ('payload', models.TextField(verbose_name='payload')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('delivered', 'delivered'), ('parked', 'given up after three days'), ('failed', 'failed')], max_length=10, verbose_name='state')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('first_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('done_at', models.DateTimeField(null=True)),
                ('attempts', models.JSONField(default=list, verbose_name='attempts')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='commitments.webhook')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ['-pk'],
                'default_permissions': [],
            },
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('disabled_at', None), ('disabled_why', '')), models.Q(('disabled_at__isnull', False), models.Q(('disabled_why', ''), _negated=True)), _connector='OR'), name='webhook_disabled_says_why'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['webhook', 'state', 'seq'], name='delivery_next'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['state', 'done_at'], name='delivery_old'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('webhook', 'message_id'), name='delivery_message_once'),
        ),
    ]
