"""Cursors of the feed name the epoch of the database, which a restoration ends."""

import commitments.models.change
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0008_corrections_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='feedhead',
            name='epoch',
            field=models.CharField(default=commitments.models.change.new_epoch, max_length=8),
        ),
    ]
