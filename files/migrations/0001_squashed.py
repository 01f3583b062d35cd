"""All tables of the app, as they stood when its first migrations were put together."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('files', '0001_stored_file'),
        ('files', '0002_clean_copies'),
        ('files', '0003_clean_anew'),
        ('files', '0004_encodings'),
        ('files', '0005_cropped'),
        ('files', '0006_clean_anew'),
        ('files', '0007_size_of_clean_copies'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField(help_text='in bytes')),
                ('media_type', models.CharField(max_length=100)),
                ('extension', models.CharField(max_length=8)),
                ('original_name', models.CharField(max_length=255)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('created_at', models.DateTimeField()),
                ('cleaned', models.BooleanField(default=False, help_text='nothing is in it but what its readers see')),
                ('uncleanable', models.CharField(blank=True, choices=[('kind', 'kind'), ('disagrees', 'disagrees'), ('encoding', 'encoding'), ('empty', 'empty'), ('size', 'size'), ('size_cleaned', 'size_cleaned'), ('total', 'total'), ('damaged', 'damaged'), ('encrypted', 'encrypted'), ('macros', 'macros'), ('pixels', 'pixels'), ('pixels_together', 'pixels_together'), ('too_large_unpacked', 'too_large_unpacked'), ('too_costly', 'too_costly'), ('busy', 'busy'), ('picture_kind', 'picture_kind'), ('embedded', 'embedded'), ('linked', 'linked'), ('hidden', 'hidden'), ('cropped', 'cropped'), ('unfinished', 'unfinished'), ('not_known', 'not_known'), ('not_examined', 'not_examined')], help_text='why there is no clean copy', max_length=20)),
                ('uncleanable_details', models.JSONField(blank=True, default=dict)),
                ('clean_copy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'stored file',
                'verbose_name_plural': 'stored files',
                'indexes': [models.Index(fields=['created_at'], name='files_created_at'), models.Index(condition=models.Q(('clean_copy', None), ('cleaned', False), ('uncleanable', '')), fields=['created_at'], name='files_not_examined')],
            },
        ),
    ]
