"""What partners send, and what a repeated request was answered."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0010_partners'),
    ]

    operations = [
        migrations.CreateModel(
            name='RememberedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('answer', models.TextField(blank=True)),
                ('at', models.DateTimeField(db_index=True)),
            ],
            options={
                'default_permissions': [],
            },
        ),
        migrations.RemoveConstraint(
            model_name='submission',
            name='submission_has_author_or_origin',
        ),
        migrations.AddField(
            model_name='submission',
            name='partner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='commitments.partner', verbose_name='partner'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('author__isnull', False), ('partner', None)), models.Q(('author', None), ('origin', ''), ('partner__isnull', False)), models.Q(models.Q(('origin', ''), _negated=True), ('author', None), ('partner', None)), _connector='OR'), name='submission_has_author_or_origin', violation_error_message='A submission has an author, a partner or an origin.'),
        ),
        migrations.AddField(
            model_name='rememberedanswer',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='commitments.partner'),
        ),
        migrations.AddConstraint(
            model_name='rememberedanswer',
            constraint=models.UniqueConstraint(fields=('partner', 'key'), name='idempotency_key_once'),
        ),
    ]
