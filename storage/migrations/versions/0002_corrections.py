"""corrections"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('corrections',
    sa.Column('id', number, nullable=False),
    sa.Column('number', number, nullable=False),
    sa.Column('message_id', sa.String(length=256), nullable=False),
    sa.Column('was_category', sa.String(length=16), nullable=False),
    sa.Column('was_urgency', sa.String(length=8), nullable=False),
    sa.Column('category', sa.String(length=16), nullable=False),
    sa.Column('urgency', sa.String(length=8), nullable=False),
    sa.Column('by_id', number, nullable=False),
    sa.Column('at', storage.types.Instant(timezone=True), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_corrections_by_id')),
    sa.ForeignKeyConstraint(['number'], ['tickets.number'], name=op.f('fk_corrections_number')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_corrections'))
    )
    op.create_index('ix_corrections_number_id', 'corrections', ['number', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_corrections_number_id', table_name='corrections')
    op.drop_table('corrections')
