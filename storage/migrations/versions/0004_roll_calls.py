"""roll calls"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('roll_calls',
    sa.Column('id', number, nullable=False),
    sa.Column('reason', sa.String(length=16), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('places', sa.Text(), nullable=False),
    sa.Column('by_id', number, nullable=False),
    sa.Column('started_at', storage.types.Instant(timezone=True), nullable=False),
    sa.Column('doors_at', storage.types.Instant(timezone=True), nullable=False),
    sa.Column('listed_at', storage.types.Instant(timezone=True), nullable=True),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('knocked_at', storage.types.Instant(timezone=True), nullable=True),
    sa.Column('ended_at', storage.types.Instant(timezone=True), nullable=True),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_roll_calls_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roll_calls'))
    )
    op.create_index('ix_roll_calls_ended_at', 'roll_calls', ['ended_at'], unique=False)
    op.create_table('roll_entries',
    sa.Column('roll_id', number, autoincrement=False, nullable=False),
    sa.Column('person_id', number, autoincrement=False, nullable=False),
    sa.Column('household_id', number, nullable=False),
    sa.Column('place_id', number, nullable=False),
    sa.Column('visitor_id', number, nullable=True),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('told_at', storage.types.Instant(timezone=True), nullable=True),
    sa.Column('asked_at', storage.types.Instant(timezone=True), nullable=True),
    sa.Column('by_id', number, nullable=True),
    sa.Column('heard_at', storage.types.Instant(timezone=True), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('number', number, nullable=True),
    sa.Column('ended_at', storage.types.Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_roll_entries_by_id')),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_roll_entries_household_id')),
    sa.ForeignKeyConstraint(['number'], ['tickets.number'], name=op.f('fk_roll_entries_number')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_roll_entries_person_id')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_roll_entries_place_id')),
    sa.ForeignKeyConstraint(['roll_id'], ['roll_calls.id'], name=op.f('fk_roll_entries_roll_id')),
    sa.ForeignKeyConstraint(['visitor_id'], ['people.id'], name=op.f('fk_roll_entries_visitor_id')),
    sa.PrimaryKeyConstraint('roll_id', 'person_id', name=op.f('pk_roll_entries'))
    )
    with op.batch_alter_table('roll_entries', schema=None) as batch_op:
        batch_op.create_index('ix_roll_entries_person_id', ['person_id'], unique=False)
        batch_op.create_index('ix_roll_entries_place_id', ['place_id'], unique=False)
        batch_op.create_index('ix_roll_entries_visitor_id', ['visitor_id'], unique=False, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.create_index('uq_roll_entries_running', ['person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))



def downgrade() -> None:
    with op.batch_alter_table('roll_entries', schema=None) as batch_op:
        batch_op.drop_index('uq_roll_entries_running')
        batch_op.drop_index('ix_roll_entries_visitor_id')
        batch_op.drop_index('ix_roll_entries_place_id')
        batch_op.drop_index('ix_roll_entries_person_id')

    op.drop_table('roll_entries')
    op.drop_index('ix_roll_calls_ended_at', table_name='roll_calls')
    op.drop_table('roll_calls')
