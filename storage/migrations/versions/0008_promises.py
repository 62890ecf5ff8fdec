"""what was promised before a rule held; longer kinds of digests"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('dues', sa.Column('by_on', sa.Date(), nullable=True))
    with op.batch_alter_table('digests', schema=None) as batch_op:
        batch_op.alter_column('kind', existing_type=sa.String(length=8), type_=sa.String(length=24), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('digests', schema=None) as batch_op:
        batch_op.alter_column('kind', existing_type=sa.String(length=24), type_=sa.String(length=8), nullable=False)

    with op.batch_alter_table('dues', schema=None) as batch_op:
        batch_op.drop_column('by_on')
