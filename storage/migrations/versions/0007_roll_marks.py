"""what was said in a round, and what was taken back"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('roll_marks',
    sa.Column('id', number, nullable=False),
    sa.Column('roll_id', number, nullable=False),
    sa.Column('person_id', number, nullable=False),
    sa.Column('was', sa.String(length=8), nullable=False),
    sa.Column('said', sa.String(length=8), nullable=False),
    sa.Column('by_id', number, nullable=False),
    sa.Column('at', storage.types.Instant(timezone=True), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('undone_at', storage.types.Instant(timezone=True), nullable=True),
    sa.Column('undone_by', number, nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_roll_marks_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_roll_marks_person_id')),
    sa.ForeignKeyConstraint(['roll_id'], ['roll_calls.id'], name=op.f('fk_roll_marks_roll_id')),
    sa.ForeignKeyConstraint(['undone_by'], ['people.id'], name=op.f('fk_roll_marks_undone_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roll_marks'))
    )
    op.create_index('ix_roll_marks_roll_id', 'roll_marks', ['roll_id', 'person_id'], unique=False)
    op.create_index('ix_roll_marks_by_id', 'roll_marks', ['by_id', 'at'], unique=False)
    with op.batch_alter_table('roll_calls', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ended_by', number, nullable=True))
        batch_op.create_foreign_key(op.f('fk_roll_calls_ended_by'), 'people', ['ended_by'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('roll_calls', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_roll_calls_ended_by'), type_='foreignkey')
        batch_op.drop_column('ended_by')
    op.drop_index('ix_roll_marks_by_id', table_name='roll_marks')
    op.drop_index('ix_roll_marks_roll_id', table_name='roll_marks')
    op.drop_table('roll_marks')
