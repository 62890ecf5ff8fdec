"""whom an account serves, whom a ticket is about, whom a letter is about"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('account_people',
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('person_id', number, autoincrement=False, nullable=False),
    sa.Column('by_id', number, nullable=False),
    sa.Column('at', storage.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_account_people_by_id')),
    sa.ForeignKeyConstraint(['channel', 'name'], ['accounts.channel', 'accounts.name'], name=op.f('fk_account_people_channel_name')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_account_people_person_id')),
    sa.PrimaryKeyConstraint('channel', 'name', 'person_id', name=op.f('pk_account_people'))
    )
    op.create_index('ix_account_people_person_id', 'account_people', ['person_id'], unique=False)
    op.create_table('ticket_people',
    sa.Column('number', number, autoincrement=False, nullable=False),
    sa.Column('person_id', number, autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['number'], ['tickets.number'], name=op.f('fk_ticket_people_number')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_ticket_people_person_id')),
    sa.PrimaryKeyConstraint('number', 'person_id', name=op.f('pk_ticket_people'))
    )
    op.create_index('ix_ticket_people_person_id', 'ticket_people', ['person_id'], unique=False)
    op.add_column('outbox', sa.Column('about_id', number, nullable=True))
    dropped, linked = sa.text("state = 'dropped'"), sa.text('other_id IS NOT NULL')
    op.create_index('ix_outbox_dropped', 'outbox', ['id'], unique=False, sqlite_where=dropped, postgresql_where=dropped)
    op.create_index('ix_ties_other_id', 'ties', ['other_id'], unique=False, sqlite_where=linked, postgresql_where=linked)


def downgrade() -> None:
    linked = sa.text('other_id IS NOT NULL')
    op.drop_index('ix_ties_other_id', table_name='ties', sqlite_where=linked, postgresql_where=linked)
    op.drop_index('ix_outbox_dropped', table_name='outbox')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_column('about_id')

    op.drop_index('ix_ticket_people_person_id', table_name='ticket_people')
    op.drop_table('ticket_people')
    op.drop_index('ix_account_people_person_id', table_name='account_people')
    op.drop_table('account_people')
