from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0007_work_list'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('reason', 'correction')), fields=['-seq'], name='change_corrections'),
        ),
    ]
