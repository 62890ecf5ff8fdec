"""visits"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('facts',
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_facts'))
    )
    op.create_table('households',
    sa.Column('id', number, nullable=False),
    sa.Column('place_id', number, nullable=False),
    sa.Column('house', sa.String(length=64), nullable=False),
    sa.Column('head', sa.String(length=64), nullable=False),
    sa.Column('lane', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_households_place_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_households'))
    )
    with op.batch_alter_table('households', schema=None) as batch_op:
        batch_op.create_index('ix_households_place_id_house', ['place_id', 'house'], unique=False)

    op.create_table('changes',
    sa.Column('id', number, nullable=False),
    sa.Column('person_id', number, nullable=False),
    sa.Column('field', sa.String(length=16), nullable=False),
    sa.Column('was', sa.Text(), nullable=False),
    sa.Column('became', sa.Text(), nullable=False),
    sa.Column('by_id', number, nullable=True),
    sa.Column('via', sa.String(length=64), nullable=False),
    sa.Column('at', storage.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_changes_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_changes_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_changes'))
    )
    with op.batch_alter_table('changes', schema=None) as batch_op:
        batch_op.create_index('ix_changes_person_id', ['person_id'], unique=False)

    op.create_table('consents',
    sa.Column('id', number, nullable=False),
    sa.Column('person_id', number, nullable=False),
    sa.Column('basis', sa.String(length=16), nullable=False),
    sa.Column('scope', sa.String(length=64), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('by_id', number, nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_consents_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_consents_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.create_index('ix_consents_person_id', ['person_id'], unique=False)

    op.create_table('digests',
    sa.Column('visitor_id', number, autoincrement=False, nullable=False),
    sa.Column('sent_on', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('made_at', storage.types.Instant(timezone=True), nullable=False),
    sa.Column('answered_at', storage.types.Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['visitor_id'], ['people.id'], name=op.f('fk_digests_visitor_id')),
    sa.PrimaryKeyConstraint('visitor_id', 'sent_on', 'kind', name=op.f('pk_digests'))
    )
    op.create_table('dossiers',
    sa.Column('person_id', number, autoincrement=False, nullable=False),
    sa.Column('household_id', number, nullable=False),
    sa.Column('relation', sa.String(length=16), nullable=False),
    sa.Column('sex', sa.String(length=4), nullable=False),
    sa.Column('born_on', sa.Date(), nullable=True),
    sa.Column('id_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('id_index', sa.LargeBinary(), nullable=True),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('phone_index', sa.LargeBinary(), nullable=True),
    sa.Column('sounds', sa.String(length=128), nullable=False),
    sa.Column('standing', sa.String(length=8), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recheck_on', sa.Date(), nullable=True),
    sa.Column('opened_at', storage.types.Instant(timezone=True), nullable=False),
    sa.Column('changed_at', storage.types.Instant(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_dossiers_household_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_dossiers_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_dossiers')),
    sa.UniqueConstraint('id_index', name=op.f('uq_dossiers_id_index'))
    )
    with op.batch_alter_table('dossiers', schema=None) as batch_op:
        batch_op.create_index('ix_dossiers_household_id', ['household_id'], unique=False)
        batch_op.create_index('ix_dossiers_phone_index', ['phone_index'], unique=False)
        batch_op.create_index('ix_dossiers_recheck_on', ['recheck_on'], unique=False)
        batch_op.create_index('ix_dossiers_sounds', ['sounds'], unique=False)

    op.create_table('dues',
    sa.Column('person_id', number, autoincrement=False, nullable=False),
    sa.Column('rule_id', sa.String(length=24), nullable=False),
    sa.Column('place_id', number, nullable=False),
    sa.Column('since_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=True),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_dues_person_id')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_dues_place_id')),
    sa.PrimaryKeyConstraint('person_id', 'rule_id', name=op.f('pk_dues'))
    )
    with op.batch_alter_table('dues', schema=None) as batch_op:
        batch_op.create_index('ix_dues_place_id_opens_on', ['place_id', 'opens_on'], unique=False)

    op.create_table('errands',
    sa.Column('visitor_id', number, autoincrement=False, nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('person_id', number, autoincrement=False, nullable=False),
    sa.Column('household_id', number, nullable=False),
    sa.Column('starred', sa.Boolean(), nullable=False),
    sa.Column('groups', sa.String(length=32), nullable=False),
    sa.Column('done_at', storage.types.Instant(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_errands_household_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_errands_person_id')),
    sa.ForeignKeyConstraint(['visitor_id'], ['people.id'], name=op.f('fk_errands_visitor_id')),
    sa.PrimaryKeyConstraint('visitor_id', 'on_day', 'line', 'person_id', name=op.f('pk_errands'))
    )
    with op.batch_alter_table('errands', schema=None) as batch_op:
        batch_op.create_index('ix_errands_on_day', ['on_day'], unique=False, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))

    op.create_table('leaves',
    sa.Column('id', number, nullable=False),
    sa.Column('person_id', number, nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('deputy_id', number, nullable=True),
    sa.Column('at', storage.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['deputy_id'], ['people.id'], name=op.f('fk_leaves_deputy_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_leaves_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leaves'))
    )
    with op.batch_alter_table('leaves', schema=None) as batch_op:
        batch_op.create_index('ix_leaves_last_on', ['last_on'], unique=False)
        batch_op.create_index('ix_leaves_person_id', ['person_id'], unique=False)

    op.create_table('looks',
    sa.Column('id', number, nullable=False),
    sa.Column('by_id', number, nullable=True),
    sa.Column('person_id', number, nullable=True),
    sa.Column('what', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('full', sa.Boolean(), nullable=False),
    sa.Column('at', storage.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_looks_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_looks_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_looks'))
    )
    with op.batch_alter_table('looks', schema=None) as batch_op:
        batch_op.create_index('ix_looks_person_id', ['person_id'], unique=False)

    op.create_table('memberships',
    sa.Column('id', number, nullable=False),
    sa.Column('person_id', number, nullable=False),
    sa.Column('tag', sa.String(length=16), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('confirmed_by', number, nullable=True),
    sa.Column('at', storage.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['confirmed_by'], ['people.id'], name=op.f('fk_memberships_confirmed_by')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_memberships_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_memberships'))
    )
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.create_index('ix_memberships_person_id', ['person_id'], unique=False)

    op.create_table('pauses',
    sa.Column('id', number, nullable=False),
    sa.Column('person_id', number, nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=64), nullable=False),
    sa.Column('by_id', number, nullable=True),
    sa.Column('at', storage.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_pauses_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_pauses_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pauses'))
    )
    with op.batch_alter_table('pauses', schema=None) as batch_op:
        batch_op.create_index('ix_pauses_last_on', ['last_on'], unique=False)
        batch_op.create_index('ix_pauses_person_id', ['person_id'], unique=False)

    op.create_table('ties',
    sa.Column('id', number, nullable=False),
    sa.Column('person_id', number, nullable=False),
    sa.Column('other_id', number, nullable=True),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('relation', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('at', storage.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['other_id'], ['people.id'], name=op.f('fk_ties_other_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_ties_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ties'))
    )
    with op.batch_alter_table('ties', schema=None) as batch_op:
        batch_op.create_index('ix_ties_person_id', ['person_id'], unique=False)

    op.create_table('visits',
    sa.Column('id', number, nullable=False),
    sa.Column('person_id', number, nullable=False),
    sa.Column('visitor_id', number, nullable=False),
    sa.Column('visited_on', sa.Date(), nullable=False),
    sa.Column('told_at', storage.types.Instant(timezone=True), nullable=False),
    sa.Column('mode', sa.String(length=8), nullable=False),
    sa.Column('outcome', sa.String(length=8), nullable=False),
    sa.Column('groups', sa.String(length=32), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('number', number, nullable=True),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('message_id', sa.String(length=256), nullable=False),
    sa.Column('undone_at', storage.types.Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['number'], ['tickets.number'], name=op.f('fk_visits_number')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_visits_person_id')),
    sa.ForeignKeyConstraint(['visitor_id'], ['people.id'], name=op.f('fk_visits_visitor_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visits'))
    )
    with op.batch_alter_table('visits', schema=None) as batch_op:
        batch_op.create_index('ix_visits_person_id_visited_on', ['person_id', 'visited_on'], unique=False)
        batch_op.create_index('ix_visits_visitor_id_told_at', ['visitor_id', 'told_at'], unique=False)



def downgrade() -> None:
    op.drop_table('facts')
    with op.batch_alter_table('visits', schema=None) as batch_op:
        batch_op.drop_index('ix_visits_visitor_id_told_at')
        batch_op.drop_index('ix_visits_person_id_visited_on')

    op.drop_table('visits')
    with op.batch_alter_table('ties', schema=None) as batch_op:
        batch_op.drop_index('ix_ties_person_id')

    op.drop_table('ties')
    with op.batch_alter_table('pauses', schema=None) as batch_op:
        batch_op.drop_index('ix_pauses_person_id')
        batch_op.drop_index('ix_pauses_last_on')

    op.drop_table('pauses')
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.drop_index('ix_memberships_person_id')

    op.drop_table('memberships')
    with op.batch_alter_table('looks', schema=None) as batch_op:
        batch_op.drop_index('ix_looks_person_id')

    op.drop_table('looks')
    with op.batch_alter_table('leaves', schema=None) as batch_op:
        batch_op.drop_index('ix_leaves_person_id')
        batch_op.drop_index('ix_leaves_last_on')

    op.drop_table('leaves')
    with op.batch_alter_table('errands', schema=None) as batch_op:
        batch_op.drop_index('ix_errands_on_day', sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))

    op.drop_table('errands')
    with op.batch_alter_table('dues', schema=None) as batch_op:
        batch_op.drop_index('ix_dues_place_id_opens_on')

    op.drop_table('dues')
    with op.batch_alter_table('dossiers', schema=None) as batch_op:
        batch_op.drop_index('ix_dossiers_sounds')
        batch_op.drop_index('ix_dossiers_recheck_on')
        batch_op.drop_index('ix_dossiers_phone_index')
        batch_op.drop_index('ix_dossiers_household_id')

    op.drop_table('dossiers')
    op.drop_table('digests')
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.drop_index('ix_consents_person_id')

    op.drop_table('consents')
    with op.batch_alter_table('changes', schema=None) as batch_op:
        batch_op.drop_index('ix_changes_person_id')

    op.drop_table('changes')
    with op.batch_alter_table('households', schema=None) as batch_op:
        batch_op.drop_index('ix_households_place_id_house')

    op.drop_table('households')
