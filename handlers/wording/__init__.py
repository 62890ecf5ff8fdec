"""Every sentence the bot says. Short, plain, verbs first: read aloud they must sound like a neighbour.

Villagers: at most 3 lines and about 45 characters; no 工单、系统、派单.
"""
