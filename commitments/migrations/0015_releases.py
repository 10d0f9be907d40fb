"""Numbered editions of the whole data set, whose files lie in the folder of releases."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0014_search_entries'),
    ]

    operations = [
        migrations.CreateModel(
            name='Release',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name='number')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('seq', models.BigIntegerField()),
                ('size', models.BigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('changes_size', models.BigIntegerField()),
                ('changes_sha256', models.CharField(max_length=64)),
                ('contents', models.JSONField()),
                ('counts', models.JSONField()),
            ],
            options={
                'verbose_name': 'release',
                'verbose_name_plural': 'releases',
                'ordering': ['-number'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='release_number_from_one')],
            },
        ),
    ]
