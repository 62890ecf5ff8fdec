"""calls and reminders"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.add_column('dues', sa.Column('by_phone', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table('attachments',
    sa.Column('visitor_id', number, autoincrement=False, nullable=False),
    sa.Column('message_id', sa.String(length=256), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('sent_at', storage.types.Instant(timezone=True), nullable=False),
    sa.Column('visit_id', number, nullable=True),
    sa.ForeignKeyConstraint(['visit_id'], ['visits.id'], name=op.f('fk_attachments_visit_id')),
    sa.ForeignKeyConstraint(['visitor_id'], ['people.id'], name=op.f('fk_attachments_visitor_id')),
    sa.PrimaryKeyConstraint('visitor_id', 'message_id', name=op.f('pk_attachments'))
    )
    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.create_index('ix_attachments_visit_id', ['visit_id'], unique=False)
        batch_op.create_index('ix_attachments_visitor_id_sent_at', ['visitor_id', 'sent_at'], unique=False)

    op.create_table('reminders',
    sa.Column('person_id', number, autoincrement=False, nullable=False),
    sa.Column('minute', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_reminders_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_reminders'))
    )


def downgrade() -> None:
    op.drop_table('reminders')
    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.drop_index('ix_attachments_visitor_id_sent_at')
        batch_op.drop_index('ix_attachments_visit_id')

    op.drop_table('attachments')
    with op.batch_alter_table('dues', schema=None) as batch_op:
        batch_op.drop_column('by_phone')
